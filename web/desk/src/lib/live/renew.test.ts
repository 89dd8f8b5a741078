import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { keys } from "@/api/conversations";
import type { Conversation } from "@/api/types";
import { type Parts, readAgain, withPart } from "./renew";

const row = (id: string, minute: number) =>
  ({ id, last_message_at: new Date(Date.UTC(2026, 10, 21, 9, minute)).toISOString() }) as Conversation;
const part = (next: string | null, ...items: Conversation[]) => ({ items, next_cursor: next });
const filter = { view: "all" } as const;
const shown = (parts: Parts | undefined) =>
  parts?.pages.map(({ items }) => items.map(({ id }) => id).join(""));

const long = (): Parts => ({
  pages: [
    part("two", row("i", 9), row("h", 8)),
    part("three", row("g", 7), row("f", 6)),
    part(null, row("e", 5)),
  ],
  pageParams: [null, "two", "three"],
});

test("a part that is read again ends where the next one begins, and nothing stands twice", () => {
  // `e` was written to, `h` is gone, and the server gives what comes after as well.
  const read = part("later", row("e", 10), row("i", 9), row("g", 7), row("f", 6));
  expect(shown(withPart(long(), 0, read, filter))).toEqual(["ei", "gf", ""]);
  // The next part's own beginning stays where it was.
  expect(withPart(long(), 0, read, filter).pages[0]?.next_cursor).toBe("two");
  expect(withPart(long(), 2, part("more", row("d", 4)), filter).pages[2]?.next_cursor).toBe("more");
});

test("of a long list every part is old where it is looked at, and where it is not it is let go", () => {
  const cache = new QueryClient();
  const mine = keys.list("bottega", { view: "mine" });
  const all = keys.list("bottega", filter);
  const short = keys.list("bottega", { view: "waiting" });
  for (const key of [mine, all]) cache.setQueryData(key, long());
  cache.setQueryData(short, { pages: [part(null)], pageParams: [null] });
  const stop = new QueryObserver(cache, { queryKey: all, enabled: false }).subscribe(() => undefined);
  readAgain(cache, keys.lists("bottega"));
  expect(cache.getQueryData<Parts>(all)?.pages.every(({ old }) => old !== undefined)).toBe(true);
  expect(cache.getQueryData(mine)).toBeUndefined();
  expect(cache.getQueryState(short)?.isInvalidated).toBe(true);
  stop();
});
