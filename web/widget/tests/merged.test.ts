/** The conversation that a customer sits in goes on in another one: they do, too, and take along what they wrote. */

import "./browserless";
import assert from "node:assert/strict";
import { test } from "node:test";
import { outbox, say, setOpen } from "../src/chat";
import { write } from "../src/storage";
import { messages, quiet, request, stored, streams, told } from "./server";

test("what was merged goes on in the other one, with what was not sent yet", async () => {
  write("token", "t1");
  write("conversation", "old");
  setOpen(true);
  say("Uno");
  const late = await request(/^POST conversations\/old\/messages$/);
  (await request(/^GET conversations\/old$/)).answer(200, {
    ...told("old", 3),
    state: "merged",
    merged_into: "new",
  });
  (await request(/^GET conversations\/new$/)).answer(200, told("new", 1));
  const kept = { id: "k", text: "Di prima", conversation_id: "new", author: "customer", seq: 1 };
  (await request(/^GET conversations\/new\/messages$/)).answer(200, { items: [kept] });
  // It was stored in the one before that was merged, and its answer came too late.
  late.answer(201, stored(late));
  const again = await request(/^POST conversations\/new\/messages$/);
  assert.deepEqual([again.body.id, again.body.text], [late.body.id, "Uno"]);
  again.answer(201, { ...stored(late), seq: 2 });
  await quiet();
  assert.deepEqual([messages(), outbox.list()], [["Di prima"], []]);
  assert.equal(streams.at(-1)?.path, "conversations/new/events");
  say("Due");
  const next = await request(/^POST conversations\/new\/messages$/);
  next.answer(201, { ...stored(next), seq: 2 });
  await quiet();
  assert.deepEqual([messages(), outbox.list()], [["Di prima", "Due"], []]);
});
