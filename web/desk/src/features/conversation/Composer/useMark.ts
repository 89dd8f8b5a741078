import { type KeyboardEvent, type RefObject, useState } from "react";

export type MarkSign = "/" | "@";

interface Options {
  mark: MarkSign;
  field: RefObject<HTMLTextAreaElement | null>;
  draft: string;
  onDraft: (text: string) => void;
  enabled: boolean;
}

/** The marked word the caret stands at the end of, if any: at the start or after a space, so "and/or" is only text. */
export function markAt(mark: MarkSign, text: string, caret: number): { from: number; word: string } | null {
  const found = new RegExp(`(?:^|\\s)${mark}([^\\s${mark}]*)$`).exec(text.slice(0, caret));
  if (found === null) return null;
  const word = found[1] ?? "";
  return { from: caret - word.length - 1, word: word.toLowerCase() };
}

/** What a mark in the text opens: the word behind it, and the keys that choose. The field keeps the focus. */
export function useMark({ mark, field, draft, onDraft, enabled }: Options) {
  const [asked, setAsked] = useState(false);
  const [at, setAt] = useState(0);
  const caret = field.current?.selectionStart ?? draft.length;
  const found = enabled && asked ? markAt(mark, draft, caret) : null;

  const close = () => setAsked(false);
  const look = () => {
    setAsked(true);
    setAt(0);
  };
  const write = (text: string, caretAt: number) => {
    onDraft(text);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(caretAt, caretAt);
    });
  };
  /** Put this in the place of mark and word. */
  const put = (text: string) => {
    if (found === null) return;
    write(draft.slice(0, found.from) + text + draft.slice(caret), found.from + text.length);
    close();
  };
  /** A button does what the key does. */
  const show = () => {
    look();
    if (markAt(mark, draft, caret) !== null) return;
    const gap = caret === 0 || /\s$/.test(draft.slice(0, caret)) ? mark : ` ${mark}`;
    write(draft.slice(0, caret) + gap + draft.slice(caret), caret + gap.length);
  };
  /** Arrows choose, Enter or Tab takes, Escape leaves; true where the key was meant for the list. */
  const choose = (event: KeyboardEvent, many: number, pick: (at: number) => void): boolean => {
    if (found === null || event.ctrlKey || event.metaKey) return false;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown" && many > 0) setAt((at + 1) % many);
    else if (event.key === "ArrowUp" && many > 0) setAt((at - 1 + many) % many);
    else if ((event.key === "Enter" || event.key === "Tab") && many > 0) pick(Math.min(at, many - 1));
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { asked, word: found?.word ?? null, at, setAt, look, show, close, put, choose };
}
