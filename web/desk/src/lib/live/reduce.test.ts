import { type InfiniteData, QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, test, vi } from "vitest";
import { joinThreads, keys, type Thread } from "@/api/conversations";
import type { Conversation, Message, Page } from "@/api/types";
import { place, reduce } from "./reduce";
import { liveKeys } from "./whispers";

const me = "anna";
const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 9, minute)).toISOString();

function conversation(id: string, more: Partial<Conversation> = {}): Conversation {
  return {
    id,
    state: "queued",
    channel: "web",
    language: "it",
    priority: "normal",
    risk: "none",
    contact: { id: `c-${id}`, name: id, email: null },
    assignee: null,
    team: null,
    labels: [],
    preview: "",
    last_message_at: at(0),
    last_message_author: "customer",
    last_agent_name: null,
    asked: null,
    last_seq: 1,
    unread: 1,
    unread_by: [],
    queued_at: at(0),
    waiting_since: at(0),
    handoff_reason: null,
    rating: null,
    snoozed_until: null,
    mentioned: [],
    test: false,
    merged_into: null,
    version: 1,
    created_at: at(0),
    found: null,
    ...more,
  };
}

function message(seq: number): Message {
  return {
    id: `m${seq}`,
    conversation_id: "a",
    seq,
    author: "customer",
    author_name: null,
    is_ai: false,
    kind: "text",
    text: String(seq),
    citations: [],
    buttons: [],
    attachments: [],
    created_at: at(seq),
    user_id: null,
    has_trace: false,
  };
}

type Lists = InfiniteData<Page<Conversation>, string | null>;
const lists = (items: Conversation[], next: string | null = null): Lists => ({
  pages: [{ items, next_cursor: next }],
  pageParams: [null],
});
const ids = (list: Lists) => list.pages.flatMap((page) => page.items.map((one) => one.id));

let cache: QueryClient;
beforeEach(() => {
  cache = new QueryClient();
});

test("a conversation moves between the views as a refetch would move it", () => {
  const mine = keys.list("w", { view: "mine" });
  const queue = keys.list("w", { view: "unassigned" });
  cache.setQueryData(mine, lists([]));
  cache.setQueryData(queue, lists([conversation("a")]));
  const taken = conversation("a", { state: "with_agent", assignee: { id: me, name: "Anna" }, version: 2 });
  reduce(cache, "w", me, { event: "conversation", data: taken });
  expect(ids(cache.getQueryData(mine) as Lists)).toEqual(["a"]);
  expect(ids(cache.getQueryData(queue) as Lists)).toEqual([]);
});

test("what was merged stands in the other one, unless it is asked for", () => {
  const all = keys.list("w", { view: "all" });
  const merged = keys.list("w", { view: "all", state: "merged" });
  const sought = keys.list("w", { view: "all", q: "parcheggio" });
  for (const key of [all, sought]) cache.setQueryData(key, lists([conversation("a"), conversation("b")]));
  cache.setQueryData(merged, lists([]));
  const gone = conversation("a", { state: "merged", merged_into: "b", version: 2 });
  reduce(cache, "w", me, { event: "conversation", data: gone });
  expect(ids(cache.getQueryData(all) as Lists)).toEqual(["b"]);
  expect(ids(cache.getQueryData(merged) as Lists)).toEqual(["a"]);
  expect(ids(cache.getQueryData(sought) as Lists)).toEqual(["a", "b"]);
});

test("an older version changes nothing", () => {
  const queue = keys.list("w", { view: "unassigned" });
  cache.setQueryData(queue, lists([conversation("a", { version: 3 })]));
  reduce(cache, "w", me, { event: "conversation", data: conversation("a", { version: 2, state: "active" }) });
  expect(ids(cache.getQueryData(queue) as Lists)).toEqual(["a"]);
});

test("who waits longest stands first, and what belongs below the loaded part stays away", () => {
  const waiting = { view: "waiting" } as const;
  const list = lists([
    conversation("b", { waiting_since: at(2) }),
    conversation("c", { waiting_since: at(4) }),
  ]);
  const between = conversation("x", { waiting_since: at(3) });
  expect(ids(place(list, between, waiting, me))).toEqual(["b", "x", "c"]);
  const late = conversation("y", { waiting_since: at(9) });
  expect(ids(place(list, late, waiting, me))).toEqual(["b", "c", "y"]);
  const partly = lists(list.pages[0]?.items ?? [], "more");
  expect(ids(place(partly, late, waiting, me))).toEqual(["b", "c"]);
});

test("a message is shown once, in order, and a gap reads the thread again", () => {
  const key = keys.messages("w", "a");
  cache.setQueryData<Thread>(key, { items: [message(1)], hasEarlier: false });
  reduce(cache, "w", me, { event: "message", data: message(2) });
  reduce(cache, "w", me, { event: "message", data: message(2) });
  expect(cache.getQueryData<Thread>(key)?.items.map((one) => one.seq)).toEqual([1, 2]);
  expect(cache.getQueryState(key)?.isInvalidated).toBe(false);
  reduce(cache, "w", me, { event: "message", data: message(4) });
  expect(cache.getQueryData<Thread>(key)?.items.map((one) => one.seq)).toEqual([1, 2]);
  expect(cache.getQueryState(key)?.isInvalidated).toBe(true);
});

test("a message that is not what it was takes its own place", () => {
  const key = keys.messages("w", "a");
  cache.setQueryData<Thread>(key, { items: [message(1), message(2)], hasEarlier: false });
  reduce(cache, "w", me, { event: "message", data: { ...message(1), text: "•••• 1111" } });
  expect(cache.getQueryData<Thread>(key)?.items.map((one) => one.text)).toEqual([
    "•••• 1111",
    message(2).text,
  ]);
});

test("a customer who has written no longer types", () => {
  const key = liveKeys.typing("w", "a");
  const typing = {
    conversation_id: "a",
    author: "customer",
    name: null,
    active: true,
    user_id: null,
  } as const;
  reduce(cache, "w", me, { event: "typing", data: typing });
  expect(cache.getQueryData(key)).toMatchObject({ active: true });
  reduce(cache, "w", me, { event: "message", data: message(1) });
  expect(cache.getQueryData(key)).toBeNull();
});

test("who looks where is known in parts, and anew with each connection", () => {
  const key = liveKeys.looking("w");
  const [anna, marco] = [
    { id: "1", name: "Anna" },
    { id: "2", name: "Marco" },
  ];
  reduce(cache, "w", me, { event: "looking", data: { whole: true, conversations: { a: [anna] } } });
  reduce(cache, "w", me, { event: "looking", data: { whole: false, conversations: { b: [marco] } } });
  expect(cache.getQueryData(key)).toEqual({ a: [anna], b: [marco] });
  reduce(cache, "w", me, { event: "looking", data: { whole: false, conversations: { a: [] } } });
  expect(cache.getQueryData(key)).toEqual({ b: [marco] });
  reduce(cache, "w", me, { event: "looking", data: { whole: true, conversations: {} } });
  expect(cache.getQueryData(key)).toEqual({});
});

test("a draft of one's own is known until it is sent", () => {
  const key = keys.drafts("w");
  cache.setQueryData(key, { items: [] });
  const where = { conversation_id: "a", kind: "reply" } as const;
  reduce(cache, "w", me, { event: "draft", data: { ...where, version: "1" } });
  reduce(cache, "w", me, { event: "draft", data: { ...where, version: "2" } });
  expect(cache.getQueryData(key)).toEqual({ items: [{ ...where, version: "2" }] });
  reduce(cache, "w", me, { event: "draft", data: { ...where, version: null } });
  expect(cache.getQueryData(key)).toEqual({ items: [] });
});

test("counts without figures are asked for again", () => {
  const key = keys.counts("w");
  cache.setQueryData(key, { mine: 1, unassigned: 0, waiting: 0, all_open: 1 });
  reduce(cache, "w", me, { event: "counts", data: {} });
  expect(cache.getQueryState(key)?.isInvalidated).toBe(true);
});

test("a refetched end keeps what was read above it, unless there is a hole between", () => {
  const older = { items: [message(1), message(2), message(3)], hasEarlier: false };
  const touching = { items: [message(3), message(4)], hasEarlier: true };
  expect(joinThreads(older, touching)).toEqual({
    items: [message(1), message(2), message(3), message(4)],
    hasEarlier: false,
  });
  const beyond = { items: [message(9)], hasEarlier: true };
  expect(joinThreads(older, beyond)).toBe(beyond);
});

test("what was found keeps its place and its passage, and is sought again when it is said anew", async () => {
  const sought = keys.list("w", { view: "all", q: "rimborso bigl" });
  const found = { place: "contact" as const, parts: [], author: null, seq: null, at: null };
  cache.setQueryData(sought, lists([conversation("a"), conversation("b", { found })]));
  const news = conversation("b", { last_message_at: at(9), preview: "new", version: 2 });
  reduce(cache, "w", me, { event: "conversation", data: news });
  reduce(cache, "w", me, { event: "conversation", data: conversation("c") });
  expect(ids(cache.getQueryData(sought) as Lists)).toEqual(["a", "b"]);
  expect((cache.getQueryData(sought) as Lists).pages[0]?.items[1]).toMatchObject({ preview: "new", found });
  reduce(cache, "w", me, { event: "message", data: { ...message(1), text: "Un rimborso" } });
  await import("../sought");
  await Promise.resolve();
  expect(cache.getQueryState(sought)?.isInvalidated).toBe(false);
  reduce(cache, "w", me, { event: "message", data: { ...message(2), text: "Rimborso del bigliétto" } });
  await vi.waitFor(() => expect(cache.getQueryState(sought)?.isInvalidated).toBe(true));
});

test("a narrowed list gains who fits it and loses who does not any more, in its own order", () => {
  const refund = { id: "l1", name: "Refund", color: "#000000" };
  const narrowed = keys.list("w", { view: "all", label: "l1", assignee: "none,me", sort: "priority" });
  const a = conversation("a", { labels: [refund], last_message_at: at(1) });
  cache.setQueryData(narrowed, lists([a]));
  const event = (one: Conversation) => reduce(cache, "w", me, { event: "conversation", data: one });
  event(conversation("b", { labels: [refund], priority: "urgent", last_message_at: at(2) }));
  event(conversation("c", { labels: [] }));
  event(conversation("d", { labels: [refund], state: "resolved" }));
  event(conversation("e", { labels: [refund], last_message_at: at(0) }));
  expect(ids(cache.getQueryData(narrowed) as Lists)).toEqual(["b", "e", "a"]);
  event(conversation("e", { labels: [], version: 2 }));
  event(conversation("b", { labels: [refund], assignee: { id: "marco", name: "Marco" }, version: 2 }));
  expect(ids(cache.getQueryData(narrowed) as Lists)).toEqual(["a"]);
});
