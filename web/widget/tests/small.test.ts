/** Ids, back-off, events cut into pieces, storage. */

import "./browserless";
import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "../src/ids";
import { eventReader, type ServerEvent } from "../src/sse";
import de from "../src/texts/de.json";
import en from "../src/texts/en.json";
import it from "../src/texts/it.json";
import { backoff, wake } from "../src/waiting";
import * as words from "../src/words";

test("ids are version 4 UUIDs, all different", () => {
  const ids = Array.from({ length: 1000 }, newId);
  for (const id of ids)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(ids).size, 1000);
});

test("the pause doubles up to half a minute, never by the clock alone, and starts again", () => {
  const pace = backoff();
  for (const most of [1000, 2000, 4000, 8000, 16000, 30000, 30000]) {
    const pause = pace.next();
    assert.ok(pause >= most / 2 && pause < most, `${pause} of ${most}`);
  }
  assert.equal(new Set(Array.from({ length: 9 }, backoff().next)).size, 9);
  pace.reset();
  assert.ok(pace.next() < 1000);
});

test("a network that has come back is tried again soon, though the first try failed", () => {
  const pace = backoff();
  for (let tries = 0; tries < 6; tries++) pace.next();
  wake();
  assert.ok(pace.next() < 1000);
  assert.ok(pace.next() >= 1000);
});

test("events survive any cut", () => {
  const wire =
    ': ping\n\nevent: state\ndata: {"a":1}\n\nevent: message\nid: 7\ndata: {"b":"è\\n"}\n\n: ping\n\ndata: {}\r\n\r\n';
  for (let size = 1; size < wire.length; size++) {
    const seen: ServerEvent[] = [];
    const feed = eventReader((event) => seen.push(event));
    for (let at = 0; at < wire.length; at += size) feed(wire.slice(at, at + size));
    assert.deepEqual(seen, [
      { event: "state", data: '{"a":1}' },
      { event: "message", data: '{"b":"è\\n"}' },
      { event: undefined, data: "{}" },
    ]);
  }
});

test("storage keeps, removes, and goes on in memory when it is full", async () => {
  const { read, write } = await import("../src/storage");
  write("a", { b: 1 });
  assert.deepEqual(read("a"), { b: 1 });
  assert.ok("sportello::test:a" in globalThis.localStorage);
  write("a", null);
  assert.equal(read("a"), null);
  write("kept", 1);
  Object.freeze(globalThis.localStorage);
  write("a", 2);
  assert.deepEqual([read("a"), read("kept")], [2, 1]);
});

test("the three languages say the same things in the same order, each in its own words", () => {
  for (const texts of [en, de]) assert.deepEqual(Object.keys(texts), Object.keys(it));
});

test("every word is the one of its name, in the language spoken, English where there is none", () => {
  const told = {
    you: "You altrove",
    assistant: "Assistant altrove",
    ai: "Ai altrove",
    place: "Place altrove",
    here: "{} è qui",
    waiting: "Waiting altrove",
    closed: "Closed altrove",
    typing: "Typing altrove",
    failed: "Failed altrove",
    retry: "Retry altrove",
    remove: "Remove altrove",
    earlier: "Earlier altrove",
    rate: "Rate altrove",
    comment: "Comment altrove",
    thanks: "Thanks altrove",
    received: "Received altrove",
    back: "Back altrove",
    leave: "Leave altrove",
    name: "Name altrove",
    email: "Email altrove",
  };
  const names = { speak: undefined, fill: undefined };
  // These come by their names, with the second file.
  const { earlier, rate, comment, thanks, ...first } = told;
  for (const [language, texts] of Object.entries({ it, en, de, fr: en })) {
    words.speak({ language, words: told });
    assert.deepEqual({ ...words, ...names }, { ...texts, ...first, ...names });
  }
  words.speak({ language: "it" });
  assert.equal(words.fill(words.here, "Anna"), "");
});
