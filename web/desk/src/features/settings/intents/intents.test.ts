import { expect, test } from "vitest";
import { type Intent, rewritten } from "./intents";

const ours: Intent = {
  name: "refund",
  description: "",
  examples: { it: [], en: [], de: [] },
  enabled: true,
  shipped: { it: 26, en: 26, de: 26 },
};
const own: Intent = { ...ours, name: "school-trip", examples: { it: ["a", "b", "c"] }, shipped: {} };
const names = (body: ReturnType<typeof rewritten>) => body.intents.map((intent) => intent.name);

test("what nobody has touched of ours is not written", () => {
  expect(names(rewritten([own, ours], "school-trip", { ...own, description: "A class" }))).toEqual([
    "school-trip",
  ]);
  expect(
    rewritten([own, ours], "school-trip", { ...own, description: "A class" }).intents[0]?.description,
  ).toBe("A class");
});

test("one of ours that is switched off or extended is written, and no more once it is as shipped", () => {
  expect(names(rewritten([own, ours], "refund", { ...ours, enabled: false }))).toEqual([
    "school-trip",
    "refund",
  ]);
  const more = { ...ours, examples: { it: ["rivoglio i soldi"] } };
  expect(names(rewritten([own, ours], "refund", more))).toEqual(["school-trip", "refund"]);
  expect(names(rewritten([own, more], "refund", ours))).toEqual(["school-trip"]);
});

test("a new one comes first, a removed one is gone", () => {
  expect(names(rewritten([own, ours], "table", { ...own, name: "table" }))).toEqual(["table", "school-trip"]);
  expect(names(rewritten([own, ours], "school-trip", null))).toEqual([]);
});
