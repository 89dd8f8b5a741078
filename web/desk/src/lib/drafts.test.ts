import { expect, test } from "vitest";
import { type Kept, meet } from "./drafts";

const mine = (text: string, saved: boolean, ...after: string[]): Kept => ({
  conversation: "c",
  kind: "reply",
  text,
  after,
  saved,
});
const theirs = (text: string, version: string) => ({ text, version });

test("where nothing is written here, what is there is shown, also nothing", () => {
  expect(meet(undefined, theirs("Ciao", "1"))).toBe("theirs");
  expect(meet(undefined, undefined)).toBe("theirs");
});

test("what was sent elsewhere goes here, unless it was gone on with", () => {
  expect(meet(mine("Ciao", true, "1"), undefined)).toBe("theirs");
  expect(meet(mine("Ciao e", false, "1"), undefined)).toBe("mine");
});

test("words that are being typed give way to nothing", () => {
  expect(meet(mine("Ciao", true, "1"), theirs("Ciao Anna", "2"))).toBe("theirs");
  expect(meet(mine("Ciao e", false, "1"), theirs("Ciao Anna", "2"))).toBe("differ");
  expect(meet(mine("Ciao", false), theirs("Altro", "2"))).toBe("differ");
});

test("what this device has sent itself is no other draft, whether or not it heard of it", () => {
  expect(meet(mine("Ciao e poi", false, "1", "2"), theirs("Ciao e", "2"))).toBe("mine");
  expect(meet(mine("Ciao", false, "1"), theirs("Ciao", "9"))).toBe("theirs");
});

test("after sending, what was written on elsewhere is there", () => {
  expect(meet(mine("", false, "1"), theirs("Ciao Anna", "2"))).toBe("theirs");
});
