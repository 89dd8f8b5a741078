/** Messages are shown once, in order, and a gap is noticed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createThread } from "../src/thread";
import type { Message } from "../src/types";

const message = (seq: number): Message => ({
  id: `m${seq}`,
  seq,
  author: "agent",
  author_name: null,
  is_ai: false,
  kind: "text",
  text: "",
  citations: [],
  buttons: [],
  conversation_id: "",
  attachments: [],
  created_at: "2026-11-21T10:00:00Z",
});
const seqs = (thread: ReturnType<typeof createThread>) => thread.list().map(({ seq }) => seq);

test("any order in, one order out, each once", () => {
  const thread = createThread();
  thread.start(0);
  for (const seq of [3, 1, 3, 2, 1, 4]) thread.put([message(seq)]);
  assert.deepEqual(seqs(thread), [1, 2, 3, 4]);
  assert.equal(thread.top(), 4);
});

test("only what is new is reported", () => {
  const thread = createThread();
  assert.equal(thread.put([message(1), message(2)]).length, 2);
  assert.deepEqual(
    thread.put([message(2), message(3)]).map(({ seq }) => seq),
    [3],
  );
});

test("what is said again, with more of a card hidden, takes its own place", () => {
  const thread = createThread();
  thread.put([message(1), message(2)]);
  assert.deepEqual(thread.put([{ ...message(1), text: "•••• 1111" }]), []);
  assert.deepEqual(
    thread.list().map(({ seq, text }) => [seq, text]),
    [
      [1, "•••• 1111"],
      [2, ""],
    ],
  );
});

test("a gap is seen until it is filled", () => {
  const thread = createThread();
  thread.start(1);
  thread.put([message(1), message(4)]);
  assert.ok(thread.gap());
  assert.equal(thread.top(), 1);
  thread.put([message(2), message(3)]);
  assert.ok(!thread.gap());
  assert.equal(thread.top(), 4);
});

test("what the server does not have is no gap", () => {
  const thread = createThread();
  thread.start(1);
  thread.put([message(1), message(5)]);
  thread.settle();
  assert.ok(!thread.gap());
  assert.equal(thread.top(), 5);
});

test("a new conversation misses its first message too", () => {
  const thread = createThread();
  thread.start(0);
  thread.put([message(2)]);
  assert.ok(thread.gap());
  assert.equal(thread.top(), 0);
});

test("what came while the history was read hides nothing that came between", () => {
  const thread = createThread();
  thread.put([message(2)]);
  assert.ok(!thread.gap());
  thread.start(0);
  assert.ok(thread.gap());
  thread.put([message(1), message(2)]);
  assert.deepEqual([seqs(thread), thread.gap()], [[1, 2], false]);
});

test("an old page leaves the place alone", () => {
  const thread = createThread();
  thread.start(52);
  thread.put([message(51), message(52)]);
  thread.put([message(49), message(50)]);
  assert.deepEqual(seqs(thread), [49, 50, 51, 52]);
  assert.equal(thread.top(), 52);
});
