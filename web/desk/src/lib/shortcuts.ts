import { useLayoutEffect, useRef } from "react";
import type { Key } from "./i18n";
import { recall } from "./kept";

/**
 * The one registry of shortcuts: the `?` sheet, the palette and the listener all read it, so what is written is
 * what works. "mod" is Ctrl, or Cmd on a Mac; "g i" is one key after the other.
 */
export const shortcuts = {
  palette: { keys: ["mod+k"], group: "general", label: "shortcuts.palette" },
  sheet: { keys: ["?"], group: "general", label: "shortcuts.sheet" },
  goInbox: { keys: ["g i"], group: "general", label: "shortcuts.goInbox" },
  goTickets: { keys: ["g t"], group: "general", label: "shortcuts.goTickets" },
  goKnowledge: { keys: ["g k"], group: "general", label: "shortcuts.goKnowledge" },
  goSettings: { keys: ["g s"], group: "general", label: "shortcuts.goSettings" },
  goNotices: { keys: ["g n"], group: "general", label: "shortcuts.goNotices" },
  goMe: { keys: ["g m"], group: "general", label: "shortcuts.goMe" },
  away: { keys: ["g a"], group: "general", label: "shortcuts.away" },
  next: { keys: ["j"], group: "inbox", label: "shortcuts.next" },
  previous: { keys: ["k"], group: "inbox", label: "shortcuts.previous" },
  search: { keys: ["/"], group: "inbox", label: "shortcuts.search" },
  choose: { keys: ["x"], group: "inbox", label: "shortcuts.choose" },
  chooseTo: { keys: ["shift+x"], group: "inbox", label: "shortcuts.chooseTo" },
  letGo: { keys: ["escape"], group: "inbox", label: "shortcuts.letGo" },
  assignChosen: { keys: ["b t"], group: "inbox", label: "shortcuts.assignChosen" },
  labelChosen: { keys: ["b l"], group: "inbox", label: "shortcuts.labelChosen" },
  snoozeChosen: { keys: ["b h"], group: "inbox", label: "shortcuts.snoozeChosen" },
  closeChosen: { keys: ["b e"], group: "inbox", label: "shortcuts.closeChosen" },
  runChosen: { keys: ["b r"], group: "inbox", label: "shortcuts.runChosen" },
  mergeChosen: { keys: ["b m"], group: "inbox", label: "shortcuts.mergeChosen" },
  filters: { keys: ["f"], group: "inbox", label: "shortcuts.filters" },
  viewMine: { keys: ["1"], group: "inbox", label: "shortcuts.viewMine" },
  viewUnassigned: { keys: ["2"], group: "inbox", label: "shortcuts.viewUnassigned" },
  viewWaiting: { keys: ["3"], group: "inbox", label: "shortcuts.viewWaiting" },
  viewAll: { keys: ["4"], group: "inbox", label: "shortcuts.viewAll" },
  viewMentions: { keys: ["5"], group: "inbox", label: "shortcuts.viewMentions" },
  viewSnoozed: { keys: ["6"], group: "inbox", label: "shortcuts.viewSnoozed" },
  take: { keys: ["t"], group: "conversation", label: "shortcuts.take" },
  reply: { keys: ["r"], group: "conversation", label: "shortcuts.reply" },
  note: { keys: ["n"], group: "conversation", label: "shortcuts.note" },
  transfer: { keys: ["shift+t"], group: "conversation", label: "shortcuts.transfer" },
  merge: { keys: ["m"], group: "conversation", label: "shortcuts.merge" },
  newTicket: { keys: ["shift+n"], group: "conversation", label: "shortcuts.newTicket" },
  letter: { keys: ["shift+m"], group: "conversation", label: "shortcuts.letter" },
  snooze: { keys: ["h"], group: "conversation", label: "shortcuts.snooze" },
  resolve: { keys: ["e"], group: "conversation", label: "shortcuts.resolve" },
  undo: { keys: ["z"], group: "conversation", label: "shortcuts.undo" },
  priority: { keys: ["p"], group: "conversation", label: "shortcuts.priority" },
  labels: { keys: ["shift+l"], group: "conversation", label: "shortcuts.labels" },
  copyLink: { keys: ["c"], group: "conversation", label: "shortcuts.copyLink" },
  unread: { keys: ["u"], group: "conversation", label: "shortcuts.unread" },
  details: { keys: ["d"], group: "conversation", label: "shortcuts.details" },
  toList: { keys: ["l"], group: "conversation", label: "shortcuts.toList" },
  cardBack: { keys: ["<"], group: "tickets", label: "shortcuts.cardBack" },
  cardOn: { keys: [">"], group: "tickets", label: "shortcuts.cardOn" },
  send: { keys: ["mod+enter"], group: "composer", label: "shortcuts.send" },
  suggest: { keys: ["mod+j"], group: "composer", label: "shortcuts.suggest" },
  canned: { keys: ["/"], group: "composer", label: "shortcuts.canned" },
  mention: { keys: ["@"], group: "composer", label: "shortcuts.mention" },
  leave: { keys: ["escape"], group: "composer", label: "shortcuts.leave" },
} as const satisfies Record<string, { keys: readonly string[]; group: string; label: Key }>;

export type ShortcutId = keyof typeof shortcuts;

/** These live in the composer itself; the page-wide listener leaves them alone. */
const local: ReadonlySet<ShortcutId> = new Set(["send", "canned", "mention", "leave"]);

/** Kept as "off" by who dictates or uses other tools that type letters (WCAG 2.1.4). */
export const singleKeysOff = "shortcuts.off";

type Handler = () => void;
const handlers = new Map<ShortcutId, Handler[]>();

/** Answers a shortcut while mounted, and from the moment it is seen; the latest mounted wins. */
export function useShortcut(id: ShortcutId, handler: Handler, enabled = true): void {
  const latest = useRef(handler);
  // Before the page is painted: on a busy machine a key may come between the painting and what follows it.
  useLayoutEffect(() => {
    latest.current = handler;
  });
  useLayoutEffect(() => {
    if (!enabled) return;
    const run = () => latest.current();
    const stack = handlers.get(id) ?? [];
    handlers.set(id, stack);
    stack.push(run);
    return () => {
      stack.splice(stack.indexOf(run), 1);
    };
  }, [id, enabled]);
}

/** Runs what answers to an id now; the palette calls this too. */
export function runShortcut(id: ShortcutId): boolean {
  const run = handlers.get(id)?.at(-1);
  run?.();
  return run !== undefined;
}

export const answers = (id: ShortcutId): boolean => (handlers.get(id)?.length ?? 0) > 0;

function typesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function pressed(event: KeyboardEvent): string {
  const key = event.key.toLowerCase();
  const mod = event.metaKey || event.ctrlKey ? "mod+" : "";
  const alt = event.altKey ? "alt+" : "";
  const shift = event.shiftKey && /^[a-z]$/.test(key) ? "shift+" : "";
  return mod + alt + shift + key;
}

function match(combination: string): ShortcutId | null {
  for (const [id, shortcut] of Object.entries(shortcuts)) {
    const known = id as ShortcutId;
    if (!local.has(known) && (shortcut.keys as readonly string[]).includes(combination)) return known;
  }
  return null;
}

/** The page's one key listener. Plain letters rest while a dialog is open or somebody types. */
export function listenForShortcuts(): () => void {
  let first = "";
  let since = 0;
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const combination = pressed(event);
    const plain = !combination.startsWith("mod+");
    if (plain) {
      if (typesText(event.target) || recall(singleKeysOff, false)) return;
      if (
        document.querySelector(
          '[role="dialog"][aria-modal="true"], :popover-open, [role="menu"]:not([popover])',
        ) !== null
      )
        return;
    }
    const sequence = first !== "" && event.timeStamp - since < 1200 ? `${first} ${combination}` : "";
    const id = (sequence !== "" ? match(sequence) : null) ?? match(combination);
    first = sequence === "" ? combination : "";
    since = event.timeStamp;
    if (id !== null && runShortcut(id)) {
      event.preventDefault();
      first = "";
    }
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}
