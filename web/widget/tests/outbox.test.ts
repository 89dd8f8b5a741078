/** Nothing written is lost, doubled or overtaken. */

import "./browserless";
import assert from "node:assert/strict";
import { test } from "node:test";
import { createOutbox, type Outcome } from "../src/outbox";
import type { Unsent } from "../src/types";
import { wake } from "../src/waiting";

let boxes = 0;
/** An outbox whose server gives the outcomes in turn, then stores. */
function box(...outcomes: Outcome[]) {
  const tried: string[] = [];
  const ids: string[] = [];
  const seen: number[] = [];
  const outbox = createOutbox<Unsent>(`box${boxes++}`, async ({ id, text, seen_seq }) => {
    tried.push(text);
    ids.push(id);
    seen.push(seen_seq);
    return outcomes.shift() ?? true;
  });
  const say = (text: string, seen_seq = 0) => outbox.add({ text, choice: null, seen_seq });
  return { outbox, say, tried, ids, seen, left: outbox.list };
}
const settled = async () => {
  for (let i = 0; i < 50; i++) {
    await new Promise(setImmediate);
    wake();
  }
};

test("one after the other, in order", async () => {
  const { say, tried, left } = box();
  for (const text of ["a", "b", "c"]) say(text);
  await settled();
  assert.deepEqual(tried, ["a", "b", "c"]);
  assert.deepEqual(left(), []);
});

test("retried with the same id, and the next one waits", async () => {
  const { say, tried, ids } = box(0, 0);
  say("a");
  say("b");
  await settled();
  assert.deepEqual(tried, ["a", "a", "a", "b"]);
  assert.equal(new Set(ids.slice(0, 3)).size, 1);
});

test("what cannot succeed is marked and lets the next one pass", async () => {
  const { say, tried, left } = box(false);
  say("a");
  say("b");
  await settled();
  assert.deepEqual(tried, ["a", "b"]);
  assert.deepEqual(
    left().map(({ text, failed }) => [text, failed]),
    [["a", true]],
  );
});

test("tried again by the customer with a new id, or deleted", async () => {
  const { outbox, say, ids, left } = box(false, false);
  say("a");
  await settled();
  outbox.retry(left()[0]?.id ?? "");
  await settled();
  assert.notEqual(ids[0], ids[1]);
  outbox.remove(left()[0]?.id ?? "");
  assert.deepEqual(left(), []);
});

test("Retry-After is waited for, whatever wakes", async () => {
  const { say, tried } = box(60);
  say("a");
  await settled();
  assert.deepEqual(tried, ["a"]);
  await new Promise((resolve) => setTimeout(resolve, 90));
  assert.deepEqual(tried, ["a", "a"]);
});

test("removed while it is sent (the stream was quicker): sent once", async () => {
  let tries = 0;
  const outbox = createOutbox<Unsent>("quicker", async ({ id }) => {
    tries++;
    outbox.remove(id);
    return 0;
  });
  outbox.add({ text: "a", choice: null, seen_seq: 0 });
  await settled();
  assert.equal(tries, 1);
});

test("the choice of a button goes with it", async () => {
  const { outbox, left } = box(50);
  outbox.add({ text: "Yes", choice: "person", seen_seq: 0 });
  assert.equal(left()[0]?.choice, "person");
});

test("what was on the screen when it was written goes with it, however often it is tried", async () => {
  const { outbox, say, seen, left } = box(0, false);
  say("a", 3);
  say("b", 4);
  await settled();
  assert.deepEqual(seen, [3, 3, 4]);
  assert.deepEqual(left()[0]?.seen_seq, 3);
  outbox.retry(left()[0]?.id ?? "");
  await settled();
  assert.deepEqual(seen, [3, 3, 4, 3]);
});

test("what one tab adds and removes touches nothing that another has written", async () => {
  // Two tabs see each other's writing late: who writes the other's again brings back or loses what changed meanwhile.
  const stored = globalThis.localStorage as Record<string, string>;
  const tab = () => createOutbox<Unsent>("shared", () => new Promise(() => {}));
  const [one, two] = [tab(), tab()];
  one.add({ text: "a", choice: null, seen_seq: 0 });
  const [[key, value]] = Object.entries(stored).filter(([name]) => name.includes("shared")) as [
    [string, string],
  ];
  const touched: string[] = [];
  Object.defineProperty(stored, key, {
    configurable: true,
    enumerable: true,
    get: () => value,
    set: () => touched.push("written"),
  });
  two.add({ text: "b", choice: null, seen_seq: 0 });
  assert.deepEqual(
    two.list().map(({ text }) => text),
    ["a", "b"],
  );
  two.remove(two.list()[1]?.id ?? "");
  assert.deepEqual([touched, one.list().map(({ text }) => text)], [[], ["a"]]);
  one.remove(one.list()[0]?.id ?? "");
  assert.ok(!(key in stored));
});
