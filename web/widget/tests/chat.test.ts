/** Who the customer is may change while a message is being sent: nothing is lost, doubled or said as somebody else. */

import "./browserless";
import assert from "node:assert/strict";
import { test } from "node:test";
import { outbox, say, setOpen, sync, typed } from "../src/chat";
import { identify } from "../src/session";
import { write } from "../src/storage";
import { typing } from "../src/typing";
import { wake } from "../src/waiting";
import { arrives, asked, begins, messages, open, quiet, request, stored, streams, told } from "./server";

test("a message waits for who says it, and is said once", async () => {
  setOpen(true);
  const saying = identify({ external_id: "7", signature: "s" });
  (await request(/^POST visitors/)).answer(201, { token: "t1" });
  const proof = await request(/^POST identify/);
  say("Ciao");
  assert.deepEqual(await quiet(), ["POST identify"]);
  proof.answer(200);
  (await request(/^GET conversations$/)).answer(200, { items: [] });
  const begun = await request(/^POST conversations$/);
  begun.answer(201, told(begun.body.id));
  const message = await request(/^POST .*messages$/);
  assert.equal(message.what, `POST conversations/${begun.body.id}/messages`);
  message.answer(201, stored(message));
  await saying;
  assert.deepEqual(await quiet(), []);
  assert.deepEqual([messages(), outbox.list()], [["Ciao"], []]);
});

test("who proves who they are while a message is sent does so after it", async () => {
  say("Ciao");
  (await request(/^POST visitors/)).answer(201, { token: "t1" });
  const begun = await request(/^POST conversations$/);
  const saying = identify({ external_id: "7", signature: "s" });
  assert.deepEqual(await quiet(), ["POST conversations"]);
  begun.answer(201, told(begun.body.id));
  const message = await request(/^POST .*messages$/);
  assert.deepEqual(await quiet(), [message.what]);
  message.answer(201, stored(message));
  (await request(/^POST identify/)).answer(200);
  await saying;
  assert.deepEqual([messages(), outbox.list()], [["Ciao"], []]);
});

test("who signs out while a conversation is opened says no more in it", async () => {
  say("Solo per me");
  (await request(/^POST visitors/)).answer(201, { token: "t1" });
  const begun = await request(/^POST conversations$/);
  identify(null).then(sync);
  say("Sono un altro");
  begun.answer(201, told(begun.body.id));
  (await request(/^POST visitors/)).answer(201, { token: "t2" });
  const again = await request(/^POST conversations$/);
  assert.equal(again.by, "t2");
  again.answer(201, told(again.body.id));
  const message = await request(/^POST .*messages$/);
  assert.deepEqual([message.by, message.body.text], ["t2", "Sono un altro"]);
  message.answer(201, stored(message));
  await quiet();
  assert.deepEqual([messages(), outbox.list()], [["Sono un altro"], []]);
  assert.ok(!asked.some((one) => one.includes("null")));
});

test("what was asked for one person is not shown to the next", async () => {
  setOpen(true);
  say("Solo per me");
  (await request(/^POST visitors/)).answer(201, { token: "t1" });
  const begun = await request(/^POST conversations$/);
  begun.answer(201, told(begun.body.id));
  const message = await request(/^POST .*messages$/);
  const left = identify(null).then(sync);
  message.answer(201, stored(message));
  await left;
  await quiet();
  assert.deepEqual([messages(), outbox.list()], [[], []]);
  assert.ok(streams.every(({ aborted }) => aborted()));
});

const gone = {
  "is no longer theirs": [404, {}],
  "was closed before they began another": [409, { code: "another_open" }],
} as const;
for (const [why, [status, body]] of Object.entries(gone)) {
  test(`a conversation that ${why} gives way to the one they have, and the words go there`, async () => {
    setOpen(true);
    say("Uno");
    await begins();
    await arrives();
    say("Due");
    (await request(/^POST .*messages$/)).answer(status, body);
    (await request(/^GET conversations$/)).answer(200, {
      items: [{ ...told("older"), state: "resolved" }, told("other")],
    });
    for (let i = 0; i < 5; i++) {
      await quiet();
      wake();
      for (const one of open) {
        if (one.what === "GET conversations/other") one.answer(200, told("other"));
        else if (one.what === "POST conversations") one.answer(201, told(one.body.id));
        else if (/GET .*messages$/.test(one.what)) one.answer(200, { items: [] });
      }
    }
    const second = await request(/^POST .*messages$/);
    assert.deepEqual([second.what, second.body.text], ["POST conversations/other/messages", "Due"]);
    second.answer(201, stored(second));
    await quiet();
    assert.deepEqual(outbox.list(), []);
    assert.equal(streams.at(-1)?.path, "conversations/other/events");
    assert.deepEqual(
      streams.map(({ aborted }) => aborted()),
      [...streams.slice(1).map(() => true), false],
    );
  });
}

test("found on another device while one writes: the words go where they began", async () => {
  outbox.add({ text: "Ciao", choice: null, seen_seq: 0 });
  (await request(/^POST visitors/)).answer(201, { token: "t1" });
  const begun = await request(/^POST conversations$/);
  const saying = identify({ external_id: "7", signature: "s" });
  begun.answer(201, told(begun.body.id));
  const message = await request(/^POST .*messages$/);
  message.answer(201, stored(message));
  (await request(/^POST identify/)).answer(200);
  await saying;
  assert.deepEqual(await quiet(), []);
  assert.ok(!asked.includes("GET conversations"));
});

test("what is only just on the screen is not taken for read before the customer writes on", async () => {
  setOpen(true);
  say("Uno");
  await begins();
  const first = await arrives();
  typed();
  await new Promise((resolve) => setTimeout(resolve, 1100));
  say("Due");
  const second = await arrives();
  typed();
  say("Tre");
  const third = await arrives();
  assert.deepEqual(
    [first, second, third].map(({ body }) => body.seen_seq),
    [0, 0, 1],
  );
});

test("who begins goes on in the conversation that the server names, with its history", async () => {
  setOpen(true);
  say("Ciao");
  (await request(/^POST visitors/)).answer(201, { token: "t1" });
  (await request(/^POST conversations$/)).answer(200, told("theirs", 1));
  const message = await request(/^POST conversations\/theirs\/messages$/);
  message.answer(201, { ...stored(message), seq: 2 });
  (await request(/^GET conversations\/theirs$/)).answer(200, told("theirs", 2));
  (await request(/^GET .*messages$/)).answer(200, {
    items: [
      { ...stored(message), id: "before", text: "Da un'altra scheda", seq: 1 },
      { ...stored(message), seq: 2 },
    ],
  });
  await quiet();
  assert.deepEqual([messages(), outbox.list()], [["Da un'altra scheda", "Ciao"], []]);
});

test("two tabs that begin at once speak as one visitor, in one conversation", async () => {
  say("Ciao");
  const visitor = await request(/^POST visitors/);
  write("token", "other tab");
  visitor.answer(201, { token: "t1" });
  const begun = await request(/^POST conversations$/);
  assert.equal(begun.by, "other tab");
  write("conversation", "theirs");
  write("beginning", null);
  begun.answer(200, told("theirs"));
  assert.equal((await arrives()).what, "POST conversations/theirs/messages");
});

test("of two tabs that are new at once one makes the visitor, and the other speaks as theirs", async () => {
  let first = () => {};
  const before = new Promise<void>((done) => {
    first = done;
  });
  const locks = {
    request: async (name: string, work: () => Promise<unknown>) => {
      assert.equal(name, "visitors");
      await before;
      return work();
    },
  };
  Object.assign(navigator, { locks });
  say("Ciao");
  assert.deepEqual(await quiet(), []);
  write("token", "other tab");
  first();
  assert.equal((await request(/^POST conversations$/)).by, "other tab");
  assert.ok(!asked.includes("POST visitors"));
  Object.assign(navigator, { locks: undefined });
});

test("an answer that is long in coming is seen to come, and who writes on meanwhile says so", async () => {
  setOpen(true);
  say("Ciao");
  await begins();
  await arrives();
  typed();
  assert.deepEqual([typing, await quiet()], [null, []]);
  await new Promise((resolve) => setTimeout(resolve, 350));
  assert.equal(typing, "");
  typed();
  typed();
  const told = await request(/^POST .*typing$/);
  assert.deepEqual([told.body, open.length], [{ active: true }, 1]);
  told.answer(204);
  for (const text of ["Uno", "Due"]) {
    say(text);
    await arrives();
    assert.equal(typing, "");
  }
});
