import { expect, test } from "vitest";
import { besides, typingLasts } from "./beside";

const anna = { id: "a", name: "Anna" };
const marco = { id: "m", name: "Marco" };

test("who writes comes before who looks, once, and oneself is not told", () => {
  const looking = { one: [anna, marco], two: [anna] };
  const writing = { one: { ...marco, at: 0 } };
  const all = besides(looking, writing, "x", 1);
  expect(all.get("one")).toEqual([
    { ...marco, writing: true },
    { ...anna, writing: false },
  ]);
  expect(besides(looking, writing, "a", 1).has("two")).toBe(false);
  expect(besides(looking, writing, "m", 1).get("one")).toEqual([{ ...anna, writing: false }]);
});

test("nobody writes for ever", () => {
  const writing = { one: { ...marco, at: 0 } };
  expect(besides({}, writing, "x", typingLasts - 1).get("one")).toEqual([{ ...marco, writing: true }]);
  expect(besides({}, writing, "x", typingLasts).size).toBe(0);
  expect(besides({ one: [marco] }, writing, "x", typingLasts).get("one")).toEqual([
    { ...marco, writing: false },
  ]);
});
