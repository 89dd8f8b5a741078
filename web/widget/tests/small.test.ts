/** Ids, back-off, colours, events cut into pieces, storage. */

import "./browserless";
import assert from "node:assert/strict";
import { test } from "node:test";
import { readableOn } from "../src/colour";
import { newId } from "../src/ids";
import { eventReader, type ServerEvent } from "../src/sse";
import de from "../src/texts/de.json";
import en from "../src/texts/en.json";
import it from "../src/texts/it.json";
import { backoff } from "../src/waiting";
import * as words from "../src/words";

test("ids are version 4 UUIDs, all different", () => {
  const ids = Array.from({ length: 1000 }, newId);
  for (const id of ids)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(ids).size, 1000);
});

test("the pause doubles up to half a minute, never by the clock alone, and starts again", () => {
  const slow = backoff(() => 1);
  const quick = backoff(() => 0);
  assert.deepEqual([1, 2, 3, 4, 5, 6, 7].map(slow.next), [1000, 2000, 4000, 8000, 16000, 30000, 30000]);
  assert.deepEqual([quick.next(), quick.next()], [500, 1000]);
  slow.reset();
  assert.equal(slow.next(), 1000);
});

/** WCAG's own formula. */
function contrast(one: string, other: string): number {
  const light = (hex: string) =>
    [1, 3, 5]
      .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, i) => sum + part * ([0.2126, 0.7152, 0.0722][i] ?? 0), 0);
  const [a, b] = [light(one) + 0.05, light(other) + 0.05];
  return Math.max(a, b) / Math.min(a, b);
}

test("text on any brand colour has AA contrast", () => {
  for (let r = 0; r < 256; r += 5)
    for (let g = 0; g < 256; g += 5)
      for (let b = 0; b < 256; b += 5) {
        const colour = `#${[r, g, b].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
        const text = readableOn(colour) === "#000" ? "#000000" : "#ffffff";
        assert.ok(contrast(colour, text) >= 4.5, `${text} on ${colour}`);
      }
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
  for (const texts of [it, en, de])
    for (const [name, text] of Object.entries(texts)) {
      const places = /place|here|waiting|typing/.test(name) ? 1 : 0;
      assert.equal(text.split("{}").length - 1, places, name);
    }
  assert.match(it.place, /,/);
});

test("every word is the one of its name, in the language spoken, English where there is none", () => {
  for (const [language, texts] of Object.entries({ it, en, de, fr: en })) {
    words.speak(language);
    assert.deepEqual(
      { ...words, speak: undefined, fill: undefined },
      { ...texts, speak: undefined, fill: undefined },
    );
  }
});
