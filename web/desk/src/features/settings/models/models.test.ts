import { expect, test } from "vitest";
import { amountOf, moved, providerOf } from "./models";

test("an amount is read as people write it, or not at all", () => {
  expect(["25", " 0,04 ", "1.5", "12 €", "$3", "1 000"].map(amountOf)).toEqual([25, 0.04, 1.5, 12, 3, 1000]);
  expect(amountOf("  ")).toBeNull();
  for (const wrong of ["ten", "-1", "1.000,50", "1e9", "0.0000000001", "12345678"])
    expect([wrong, amountOf(wrong)]).toEqual([wrong, Number.NaN]);
});

test("what is moved stands where it was put, and the others close up", () => {
  expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
  expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
});

test("a key tells by its first letters whose it is", () => {
  expect(["sk-ant-x", " sk-or-v1", "sk-proj-1", "abc", ""].map(providerOf)).toEqual([
    "anthropic",
    "openrouter",
    "openai",
    null,
    null,
  ]);
});
