/** The messages of a conversation: one per id, in the order of `seq`, and aware of a gap between them. */

import type { Message } from "./types";

export function createThread() {
  const byId = new Map<string, Message>();
  /** All from the first loaded up to here are known. */
  let top: number | null = null;

  const list = (): Message[] => [...byId.values()].sort((a, b) => a.seq - b.seq);
  const last = (): number => list().at(-1)?.seq ?? 0;

  return {
    list,
    last,
    top: (): number => top ?? 0,
    /** A message is missing below the newest one: ask again for what comes after `top()`. */
    gap: (): boolean => last() > (top ?? 0),
    /** Takes messages in any order, known ones again; returns those that are new. */
    put(messages: Message[]): Message[] {
      const news = messages.filter((message) => !byId.has(message.id));
      for (const message of messages) byId.set(message.id, message);
      const sorted = list();
      top ??= sorted[0]?.seq ?? null;
      for (const { seq } of sorted) if (seq === (top ?? 0) + 1) top = seq;
      return news;
    },
    /** The server has given all it has: what is missing now does not exist for the customer. */
    settle(): void {
      top = last();
    },
    /** Nothing came before: the conversation begins here. */
    start(): void {
      top ??= 0;
    },
    reset(): void {
      byId.clear();
      top = null;
    },
  };
}
