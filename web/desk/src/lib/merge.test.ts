import { describe, expect, it } from "vitest";
import { before, changesOf, clashes, unsaved, withChanges } from "./merge";

const stored = { name: "Lume", texts: { it: { hello: "Ciao", bye: "Addio" } }, starters: ["One"] };

describe("what two people change of one thing", () => {
  it("is told leaf by leaf, a list as one", () => {
    const mine = { ...stored, texts: { it: { hello: "Salve", bye: "Addio" } }, starters: ["Two", "One"] };
    expect(changesOf(stored, mine)).toEqual([
      { at: ["texts", "it", "hello"], was: "Ciao", is: "Salve" },
      { at: ["starters"], was: ["One"], is: ["Two", "One"] },
    ]);
    expect(changesOf(stored, { ...stored })).toEqual([]);
  });

  it("comes together where they do not meet", () => {
    const mine = changesOf(stored, { ...stored, texts: { it: { hello: "Salve", bye: "Addio" } } });
    const theirs = { ...stored, name: "Lucilla", texts: { it: { hello: "Ciao", bye: "A presto" } } };
    expect(clashes(theirs, mine)).toEqual([]);
    expect(withChanges(theirs, mine)).toEqual({
      ...theirs,
      texts: { it: { hello: "Salve", bye: "A presto" } },
    });
  });

  it("clashes where both changed one leaf, unless to the same", () => {
    const mine = changesOf(stored, { ...stored, name: "Lucilla" });
    expect(clashes({ ...stored, name: "Lea" }, mine)).toHaveLength(1);
    expect(clashes({ ...stored, name: "Lucilla" }, mine)).toEqual([]);
    expect(unsaved({ ...stored, name: "Lucilla" }, mine)).toEqual([]);
  });

  it("knows what is new, what is taken away, and what stood there", () => {
    const mine = { name: "Lume", texts: { it: { hello: "Ciao" }, de: { hello: "Hallo" } }, starters: [] };
    const changes = changesOf(stored, mine);
    expect(withChanges(stored, changes)).toEqual(mine);
    expect(before(mine, changes)).toEqual(stored);
  });
});
