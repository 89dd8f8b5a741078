/** The messages of a conversation: one per id, in the order of `seq`, and aware of a gap between them. */

import type { Message } from "./types";

export function createThread() {
  const byId = new Map<string, Message>();
  let messages: Message[] = [];
  /** All from the first loaded up to here are known. */
  let top: number | null = null;

  const last = (): number => messages.at(-1)?.seq ?? 0;

  return {
    list: (): readonly Message[] => messages,
    last,
    top: (): number => top ?? 0,
    /** A message is missing below the newest one: ask again for what comes after `top()`. */
    gap: (): boolean => top !== null && last() > top,
    /** Takes messages in any order, known ones again, which may hide more of a card; returns those that are new. */
    put(some: Message[]): Message[] {
      const news = some.filter(({ id }) => !byId.has(id));
      for (const message of some) byId.set(message.id, message);
      messages = [...byId.values()].sort((a, b) => a.seq - b.seq);
      for (const { seq } of messages) if (top !== null && seq === top + 1) top = seq;
      return news;
    },
    /** The server has given all it has: what is missing now does not exist for the customer. */
    settle(): void {
      top = last();
    },
    /** The history reached up to here when it was read, whatever has come by itself meanwhile. */
    start(seq: number): void {
      top = seq;
    },
    reset(): void {
      byId.clear();
      messages = [];
      top = null;
    },
  };
}
