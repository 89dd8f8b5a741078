import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useId, useRef, useState } from "react";
import { type ShortcutId, useShortcut } from "@/lib/shortcuts";
import { Check } from "./icons";
import classes from "./Menu.module.css";

export type MenuEntry =
  | {
      type: "item";
      label: string;
      icon?: ReactNode;
      aside?: ReactNode;
      chosen?: boolean;
      /** Whether others may be chosen with it. */
      several?: boolean;
      /** Whether the menu stays open, so that others are chosen at once. */
      stays?: boolean;
      onSelect: () => void;
    }
  | { type: "heading"; label: string }
  | { type: "line" };

interface Props {
  /** The button's name. */
  label: string;
  /** How the button looks, where it is more than an icon. */
  className?: string | undefined;
  align?: "start" | "end";
  /** Opens it by key while it is there. */
  shortcut?: ShortcutId;
  entries: readonly MenuEntry[];
  children: ReactNode;
}

const edge = 8;

/**
 * A menu on the browser's own popover: top layer, Escape, a press outside and the focus going back are its work, the
 * arrows are ours. Mantine's would bring 30 kB to every page for these two dozen lines.
 */
export function Menu({
  label,
  className = classes.button,
  align = "start",
  shortcut,
  entries,
  children,
}: Props) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  useShortcut(
    shortcut ?? "palette",
    () => {
      // Whence it comes back when the menu closes.
      button.current?.focus();
      menu.current?.showPopover();
    },
    shortcut !== undefined,
  );

  const items = () => [...(menu.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
  const place = useCallback(() => {
    const box = menu.current;
    const from = button.current?.getBoundingClientRect();
    if (box === null || from === undefined) return;
    const { offsetWidth: width, offsetHeight: height } = box;
    const left = align === "start" ? from.left : from.right - width;
    const below = from.bottom + 4;
    const top = below + height > innerHeight - edge ? from.top - height - 4 : below;
    box.style.left = `${Math.min(Math.max(left, edge), innerWidth - width - edge)}px`;
    box.style.top = `${Math.max(top, edge)}px`;
  }, [align]);
  // A telephone is turned while it is open.
  useEffect(() => {
    if (!open) return;
    addEventListener("resize", place);
    return () => removeEventListener("resize", place);
  }, [open, place]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Tab") return menu.current?.hidePopover();
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const count = all.length;
    const letter = event.key.length === 1 ? event.key.toLowerCase() : "";
    const to =
      { ArrowDown: (at + 1) % count, ArrowUp: (at - 1 + count) % count, Home: 0, End: count - 1 }[
        event.key
      ] ??
      (letter
        ? all.findIndex((item, index) => index > at && item.textContent?.toLowerCase().startsWith(letter))
        : -1);
    if (to < 0 && letter === "") return;
    event.preventDefault();
    all[to]?.focus();
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        popoverTarget={id}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" || open) return;
          event.preventDefault();
          menu.current?.showPopover();
        }}
      >
        {children}
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className={classes.menu}
        onKeyDown={onKeyDown}
        onToggle={(event) => {
          const opened = event.newState === "open";
          setOpen(opened);
          if (!opened) return;
          place();
          items()[0]?.focus();
        }}
      >
        {entries.map((entry, at) => (
          <Entry
            // biome-ignore lint/suspicious/noArrayIndexKey: a menu's entries do not move while it is open
            key={at}
            entry={entry}
            onSelect={(select) => {
              if (!(entry.type === "item" && entry.stays)) menu.current?.hidePopover();
              select();
            }}
          />
        ))}
      </div>
    </>
  );
}

function Entry({ entry, onSelect }: { entry: MenuEntry; onSelect: (select: () => void) => void }) {
  if (entry.type === "line") return <hr className={classes.line} />;
  if (entry.type === "heading")
    return (
      <div className={classes.heading} role="presentation">
        {entry.label}
      </div>
    );
  const { chosen } = entry;
  const choice = entry.several ? "menuitemcheckbox" : "menuitemradio";
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: set only where the role is one of a choice
    <button
      type="button"
      role={chosen === undefined ? "menuitem" : choice}
      aria-checked={chosen}
      tabIndex={-1}
      className={`press-line ${classes.item}`}
      onClick={() => onSelect(entry.onSelect)}
    >
      {entry.icon}
      <span className={classes.label}>{entry.label}</span>
      {entry.aside}
      {entry.several && chosen && <Check size={14} />}
    </button>
  );
}
