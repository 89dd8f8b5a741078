/** The server, for tests of a conversation: it answers when the test likes. Nothing of one test is left for the next. */

import "./browserless";
import { after, beforeEach } from "node:test";
import { sync, thread } from "../src/chat";
import { rememberConfig } from "../src/config";
import { identify } from "../src/session";
import { wake } from "../src/waiting";

export interface Asked {
  what: string;
  by: string | null;
  body: Record<string, unknown>;
  answer(status: number, body?: object): void;
}
rememberConfig();
/** What the widget has asked and still waits for. The server is this test: it answers when it likes. */
export let open: Asked[] = [];
export let asked: string[] = [];
export const streams: { path: string; aborted: () => boolean }[] = [];
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
export async function request(pattern: RegExp): Promise<Asked> {
  for (let i = 0; i < 50; i++) {
    const found = open.find(({ what }) => pattern.test(what));
    if (found) return found;
    await turn();
    wake();
  }
  throw new Error(`never asked for ${pattern}; waiting: ${open.map(({ what }) => what)}; asked: ${asked}`);
}
export async function quiet(): Promise<string[]> {
  for (let i = 0; i < 20; i++) await turn();
  return open.map(({ what }) => what);
}

let seq = 0;
export const told = (id: unknown, last_seq = 0) => ({
  id,
  state: "active",
  version: 1,
  seen_seq: 0,
  last_seq,
});
export const stored = ({ what, body }: Asked) => ({
  ...body,
  conversation_id: what.split("/")[1],
  seq: ++seq,
  author: "customer",
  citations: [],
  buttons: [],
});
export const messages = () => thread.list().map(({ text }) => text);

/** A visitor's first words begin a conversation. */
export async function begins(): Promise<void> {
  (await request(/^POST visitors/)).answer(201, { token: "t1" });
  const begun = await request(/^POST conversations$/);
  begun.answer(201, told(begun.body.id));
}
/** The next message reaches the server, which keeps it. */
export async function arrives(): Promise<Asked> {
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
