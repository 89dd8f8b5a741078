/** Who is writing just now: a name, or "" for the assistant. What ends it may get lost, so it ends by itself. */

import { changed } from "./bus";

export let typing: string | null = null;
let next: ReturnType<typeof setTimeout>;

export function setTyping(name: string | null): void {
  typing = name;
  clearTimeout(next);
  if (name !== null) next = setTimeout(setTyping, 15_000, null);
  changed();
}

/** The assistant owes an answer: told once that takes longer than a blink. */
export function expectAnswer(): void {
  clearTimeout(next);
  next = setTimeout(setTyping, 300, "");
}
