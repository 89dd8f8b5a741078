/** Contact forms: however many wait, each arrives once, with the words its customer wrote. */

import "./browserless";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { rememberConfig } from "../src/config";
import { arrived, forms, setWriting } from "../src/form";
import { about } from "../src/session";
import { wake } from "../src/waiting";

rememberConfig();
let got: Record<string, unknown>[] = [];
let answers: (number | null)[] = [];
globalThis.fetch = (async (_url: string, init: RequestInit) => {
  got.push(JSON.parse(init.body as string));
  const status = answers.shift();
  if (status === null) throw new TypeError("no network");
  return new Response("{}", { status: status ?? 202 });
}) as typeof fetch;

const leave = (text: string) => forms.add({ name: null, email: "ugo@example.com", text, ...about() });
const settled = async () => {
  for (let i = 0; i < 50; i++) {
    await new Promise(setImmediate);
    wake();
  }
};
beforeEach(() => {
  got = [];
  answers = [];
  setWriting(false);
});

test("a second one does not take the place of the first, and each is retried with its own id", async () => {
  answers = [null, 503, 202, null];
  leave("Uno");
  leave("Due");
  assert.deepEqual(
    forms.list().map(({ text }) => text),
    ["Uno", "Due"],
  );
  await settled();
  assert.deepEqual(
    got.map(({ text }) => text),
    ["Uno", "Uno", "Uno", "Due", "Due"],
  );
  assert.equal(new Set(got.map(({ id }) => id)).size, 2);
  assert.deepEqual(Object.keys(got[0] ?? {}).sort(), ["email", "id", "language", "name", "page_url", "text"]);
  assert.deepEqual(forms.list(), []);
  assert.ok(arrived);
});

test("one that is refused keeps its words, lets the next one pass, and can be tried again", async () => {
  answers = [422];
  leave("Uno");
  leave("Due");
  await settled();
  const [kept] = forms.list();
  assert.deepEqual([kept?.text, kept?.failed, forms.list().length], ["Uno", true, 1]);
  forms.retry(kept?.id ?? "");
  await settled();
  assert.deepEqual(
    got.map(({ text }) => text),
    ["Uno", "Due", "Uno"],
  );
  assert.notEqual(got[0]?.id, got[2]?.id);
  assert.deepEqual(forms.list(), []);
});
