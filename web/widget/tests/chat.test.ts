/** Who the customer is may change while a message is being sent: nothing is lost, doubled or said as somebody else. */

import "./browserless";
import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { outbox, say, setOpen, sync, thread, typed } from "../src/chat";
import { rememberConfig } from "../src/config";
import { identify } from "../src/session";
import { typing } from "../src/typing";
import { wake } from "../src/waiting";
import { speak } from "../src/words";

interface Asked {
  what: string;
  by: string | null;
  body: Record<string, unknown>;
  answer(status: number, body?: object): void;
}
rememberConfig();
/** The words of the server that come before `back`. */
const blank = Object.fromEntries([..."abcdefghijklmnop"].map((name) => [name, name]));
/** What the widget has asked and still waits for. The server is this test: it answers when it likes. */
let open: Asked[] = [];
let asked: string[] = [];
const streams: { path: string; aborted: () => boolean }[] = [];
globalThis.fetch = (async (url: string, init: RequestInit) => {
  const path = `${url}`.replace(/.*\/widget\//, "").replace(/\?.*/, "");
  const by = new Headers(init.headers).get("Authorization")?.slice(7) ?? null;
  asked.push(`${init.method} ${path}`);
  if (path.endsWith("/seen")) return new Response(null, { status: 204 });
  if (path.endsWith("/events")) {
    streams.push({ path, aborted: () => !!init.signal?.aborted });
    return new Promise((_, no) => {
      init.signal?.addEventListener("abort", () => no(new Error("aborted")));
    });
  }
  return new Promise<Response>((yes) => {
    const one: Asked = {
      what: `${init.method} ${path}`,
      by,
      body: JSON.parse((init.body as string) ?? "null"),
      answer(status, body = {}) {
        open = open.filter((other) => other !== one);
        yes(new Response(status === 204 ? null : JSON.stringify(body), { status }));
      },
    };
    open.push(one);
  });
}) as typeof fetch;

const turn = () => new Promise(setImmediate);
/** Waits until the widget asks for it. */
async function request(pattern: RegExp): Promise<Asked> {
  for (let i = 0; i < 50; i++) {
    const found = open.find(({ what }) => pattern.test(what));
    if (found) return found;
    await turn();
    wake();
  }
  throw new Error(`never asked for ${pattern}; waiting: ${open.map(({ what }) => what)}; asked: ${asked}`);
}
async function quiet(): Promise<string[]> {
  for (let i = 0; i < 20; i++) await turn();
  return open.map(({ what }) => what);
}

let seq = 0;
const told = (id: unknown, last_seq = 0) => ({ id, state: "active", version: 1, seen_seq: 0, last_seq });
const stored = ({ body }: Asked) => ({ ...body, seq: ++seq, author: "customer", citations: [], buttons: [] });
const messages = () => thread.list().map(({ text }) => text);

/** A visitor's first words begin a conversation. */
async function begins(): Promise<void> {
  (await request(/^POST visitors/)).answer(201, { token: "t1" });
  const begun = await request(/^POST conversations$/);
  begun.answer(201, told(begun.body.id));
}
/** The next message reaches the server, which keeps it. */
async function arrives(): Promise<Asked> {
  const message = await request(/^POST .*messages$/);
  message.answer(201, stored(message));
  await quiet();
  return message;
}

/** Leaves nothing that waits, or tries again. */
async function end(): Promise<void> {
  await identify(null);
  sync();
  for (let i = 0; i < 9; i++) {
    for (const one of open) one.answer(503);
    await quiet();
    wake();
  }
}
after(end);
beforeEach(async () => {
  await end();
  open = [];
  asked = [];
  streams.length = 0;
  seq = 0;
});

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

test("a conversation that is no longer theirs gives way to the one they have, and the words go there", async () => {
  setOpen(true);
  say("Uno");
  await begins();
  await arrives();
  say("Due");
  (await request(/^POST .*messages$/)).answer(404);
  (await request(/^GET conversations$/)).answer(200, { items: [told("other")] });
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

test("who waits for a person goes back to the assistant by typing so, too", async () => {
  speak({ language: "it", words: { ...blank, back: "Torna all'assistente" } });
  setOpen(true);
  say("Una persona");
  (await request(/^POST visitors/)).answer(201, { token: "t1" });
  const begun = await request(/^POST conversations$/);
  begun.answer(201, { ...told(begun.body.id), state: "queued" });
  await arrives();
  const choices = [];
  for (const text of ["C'è qualcuno?", "???", "torna all’assistente!"]) {
    say(text);
    choices.push((await arrives()).body.choice);
  }
  assert.deepEqual(choices, [null, null, "assistant"]);
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
