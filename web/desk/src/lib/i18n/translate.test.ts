import { expect, test } from "vitest";
import en from "../../texts/en.json";
import { guess, translator } from "./translate";

function leaves(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  return Object.entries(value as object).flatMap(([key, below]) =>
    leaves(below, path ? `${path}.${key}` : key),
  );
}
const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();

const catalogues = import.meta.glob<object>("../../texts/**/*.json", { eager: true, import: "default" });
const others = Object.keys(catalogues).filter((path) => !path.endsWith("/en.json"));

test.each(others)("%s says everything that English says, with the same values", (path) => {
  const pattern = new Map(leaves(catalogues[path.replace(/[a-z]+\.json$/, "en.json")]));
  const other = new Map(leaves(catalogues[path]));
  expect([...other.keys()].sort()).toEqual([...pattern.keys()].sort());
  for (const [key, text] of other) expect([key, names(text)]).toEqual([key, names(pattern.get(key) ?? "")]);
});

test("values are filled in and plurals chosen", () => {
  const { t, maybe } = translator("en", en);
  expect(t("inbox.unread", { count: 1 })).toBe("1 unread");
  expect(t("nav.workspace", { name: "Luminaria" })).toBe("Workspace: Luminaria");
  expect(maybe("problems.no_such_code")).toBeNull();
});

test("the first language is the last one used, else one the browser asks for, else English", () => {
  expect(guess("de", ["it-IT"])).toBe("de");
  expect(guess(null, ["fr-FR", "it-IT"])).toBe("it");
  expect(guess("xx", ["fr-FR"])).toBe("en");
});
