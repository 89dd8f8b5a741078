import { describe, expect, it } from "vitest";
import { ADDRESS, addressOf } from "./address";

describe("the address a name suggests", () => {
  it.each([
    ["Luci d’Inverno", "luci-d-inverno"],
    ["  Bäckerei Groß & Söhne ", "backerei-gross-sohne"],
    ["Caffè № 7!", "caffe-no-7"],
    [`${"a".repeat(39)} b`, "a".repeat(39)],
  ])("of %s is %s", (name, address) => {
    expect(addressOf(name)).toBe(address);
    expect(address).toMatch(ADDRESS);
  });

  it("is left to people where the name has no Latin letter", () => {
    expect(addressOf("東京")).toBe("");
  });
});
