import { expect, test } from "vitest";
import { initials } from "./initials";

test.each([
  ["Anna Rossi", "AR"],
  ["anna", "A"],
  ["Maria Teresa De Luca", "ML"],
  ["🎄 Anna Rossi", "AR"],
  ["🎄Anna", "A"],
  ["Anna 🎄", "A"],
  ["🎄", "🎄"],
  ["👩‍👧 🇮🇹", "👩‍👧"],
  ["𝒜da Lovelace", "𝒜L"],
  ["E\u0301milie", "E\u0301"],
  ["  ", ""],
])("the initials of %s are %s", (name, letters) => {
  expect(initials(name)).toBe(letters);
});
