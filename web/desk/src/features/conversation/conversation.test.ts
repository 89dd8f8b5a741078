import { expect, test } from "vitest";
import type { CannedReply, Message, Note } from "@/api/types";
import type { Pending } from "@/lib/unsent";
import { mentionsIn, named } from "./Composer/mentioned";
import { matching } from "./Composer/useCanned";
import { markAt } from "./Composer/useMark";
import { timeline } from "./timeline";

const message = (seq: number, at: string, author: Message["author"] = "customer") =>
  ({ id: `m${seq}`, seq, author, user_id: null, created_at: at }) as Message;
const note = (id: string, at: string) => ({ id, created_at: at }) as Note;
const unsent = (id: string, at: string): Pending => ({
  id,
  conversation: "c",
  kind: "reply",
  text: "",
  at,
  failed: null,
});

test("notes stand where they were written, and unsent words last and only until they have arrived", () => {
  const entries = timeline({
    messages: [message(1, "2026-11-20T10:00:00Z"), message(2, "2026-11-21T10:00:00Z")],
    notes: [note("n", "2026-11-20T11:00:00Z")],
    pending: [unsent("m2", "2026-11-21T10:00:00Z"), unsent("p", "2026-11-21T10:01:00Z")],
    hasEarlier: false,
  });
  expect(entries.map((entry) => (entry.type === "day" ? "day" : entry.key))).toEqual([
    "day",
    "m1",
    "n",
    "day",
    "m2",
    "p",
  ]);
});

test("notes from before the loaded part wait until it is loaded", () => {
  const parts = {
    messages: [message(60, "2026-11-21T10:00:00Z")],
    notes: [note("old", "2026-11-20T10:00:00Z")],
    pending: [],
  };
  expect(timeline({ ...parts, hasEarlier: true }).some((entry) => entry.key === "old")).toBe(false);
  expect(timeline({ ...parts, hasEarlier: false }).some((entry) => entry.key === "old")).toBe(true);
});

test("a slash opens the ready-made replies at a word's start, and nowhere else", () => {
  expect(markAt("/", "/re", 3)).toEqual({ from: 0, word: "re" });
  expect(markAt("/", "Hello /RE", 9)).toEqual({ from: 6, word: "re" });
  expect(markAt("/", "and/or", 6)).toBeNull();
  expect(markAt("/", "/re and more", 12)).toBeNull();
});

test("replies in the customer's language come first, then those whose shortcut fits", () => {
  const reply = (shortcut: string, language: CannedReply["language"], text = "") =>
    ({ id: shortcut, shortcut, language, text }) as CannedReply;
  const all = [reply("refund", "en"), reply("rimborso", "it"), reply("saluti", "it", "a presto")];
  expect(matching(all, "r", "it").map((one) => one.shortcut)).toEqual(["rimborso", "refund", "saluti"]);
  expect(matching(all, "zzz", "it")).toEqual([]);
});

const people = [
  { id: "1", name: "Anna Rossi" },
  { id: "2", name: "Anna Rossini" },
  { id: "3", name: "Bruno" },
];

test("a name behind an @ is a mention, the longer one where one begins the other", () => {
  expect(markAt("@", "Chiedi a @an", 12)).toEqual({ from: 9, word: "an" });
  expect(markAt("@", "anna@example.com", 16)).toBeNull();
  expect(mentionsIn("@Anna Rossini, e @Bruno?", people).map(({ id }) => id)).toEqual(["2", "3"]);
  expect(mentionsIn("@Anna Rossi: vedi", people).map(({ id }) => id)).toEqual(["1"]);
  expect(mentionsIn("bruno@Bruno.it e @Brunone", people)).toEqual([]);
});

test("colleagues are found by any of their names", () => {
  expect(named(people, "ros").map(({ id }) => id)).toEqual(["1", "2"]);
  expect(named(people, "bru").map(({ id }) => id)).toEqual(["3"]);
  expect(named(people, "x")).toEqual([]);
});
