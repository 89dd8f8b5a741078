import { type KeyboardEvent, type RefObject, useMemo, useState } from "react";
import { $api } from "@/api/client";
import type { CannedReply } from "@/api/types";

interface Options {
  workspace: string;
  language: string;
  field: RefObject<HTMLTextAreaElement | null>;
  draft: string;
  onDraft: (text: string) => void;
  enabled: boolean;
}

/** The `/word` the caret stands at the end of, if any: at the start or after a space, so that "and/or" is only text. */
export function slashAt(text: string, caret: number): { from: number; word: string } | null {
  const found = /(?:^|\s)\/([^\s/]*)$/.exec(text.slice(0, caret));
  if (found === null) return null;
  const word = found[1] ?? "";
  return { from: caret - word.length - 1, word: word.toLowerCase() };
}

/** Best first: in the customer's language, then by shortcut, then by any word of the text. */
export function matching(replies: readonly CannedReply[], word: string, language: string): CannedReply[] {
  const rank = (reply: CannedReply) => {
    const shortcut = reply.shortcut.toLowerCase();
    const fit = shortcut.startsWith(word)
      ? 0
      : shortcut.includes(word)
        ? 1
        : reply.text.toLowerCase().includes(word)
          ? 2
          : 9;
    const foreign = reply.language === null || reply.language === language ? 0 : 0.5;
    return fit + foreign;
  };
  return replies
    .map((reply) => ({ reply, rank: rank(reply) }))
    .filter((one) => one.rank < 9)
    .sort((a, b) => a.rank - b.rank || a.reply.shortcut.localeCompare(b.reply.shortcut))
    .map((one) => one.reply)
    .slice(0, 8);
}

/** The list of ready-made replies at the caret: opens at `/`, arrows choose, Enter or Tab takes, Escape leaves. */
export function useCanned({ workspace, language, field, draft, onDraft, enabled }: Options) {
  const [asked, setAsked] = useState(false);
  const [at, setAt] = useState(0);
  const all = $api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace}/canned-replies",
    { params: { path: { workspace } } },
    { enabled: enabled && asked, staleTime: 5 * 60_000 },
  );
  const caret = field.current?.selectionStart ?? draft.length;
  const slash = enabled && asked ? slashAt(draft, caret) : null;
  const open = slash !== null;
  const word = slash?.word ?? "";
  const replies = useMemo(
    () => (open ? matching(all.data?.items ?? [], word, language) : []),
    [open, all.data, word, language],
  );

  const close = () => setAsked(false);
  const look = () => {
    setAsked(true);
    setAt(0);
  };
  const put = (text: string, caretAt: number) => {
    onDraft(text);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(caretAt, caretAt);
    });
  };
  const pick = (reply: CannedReply) => {
    if (slash === null) return;
    const end = slash.from + reply.text.length;
    put(draft.slice(0, slash.from) + reply.text + draft.slice(caret), end);
    close();
  };
  /** The button does what the key does. */
  const show = () => {
    look();
    if (slashAt(draft, caret) !== null) return;
    const gap = caret === 0 || /\s$/.test(draft.slice(0, caret)) ? "/" : " /";
    put(draft.slice(0, caret) + gap + draft.slice(caret), caret + gap.length);
  };
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open || event.ctrlKey || event.metaKey) return false;
    const chosen = replies[Math.min(at, replies.length - 1)];
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown" && replies.length > 0) setAt((at + 1) % replies.length);
    else if (event.key === "ArrowUp" && replies.length > 0) setAt((at - 1 + replies.length) % replies.length);
    else if ((event.key === "Enter" || event.key === "Tab") && chosen !== undefined) pick(chosen);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { open, replies, at, setAt, loading: all.isPending, look, show, close, pick, onKeyDown };
}
