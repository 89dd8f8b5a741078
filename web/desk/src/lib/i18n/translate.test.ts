import { expect, test } from "vitest";
import deActions from "../../texts/actions/de.json";
import enActions from "../../texts/actions/en.json";
import itActions from "../../texts/actions/it.json";
import deAssistant from "../../texts/assistant/de.json";
import enAssistant from "../../texts/assistant/en.json";
import itAssistant from "../../texts/assistant/it.json";
import de from "../../texts/de.json";
import en from "../../texts/en.json";
import deFacts from "../../texts/facts/de.json";
import enFacts from "../../texts/facts/en.json";
import itFacts from "../../texts/facts/it.json";
import deGaps from "../../texts/gaps/de.json";
import enGaps from "../../texts/gaps/en.json";
import itGaps from "../../texts/gaps/it.json";
import it from "../../texts/it.json";
import deModels from "../../texts/models/de.json";
import enModels from "../../texts/models/en.json";
import itModels from "../../texts/models/it.json";
import deQueue from "../../texts/queue/de.json";
import enQueue from "../../texts/queue/en.json";
import itQueue from "../../texts/queue/it.json";
import deSources from "../../texts/sources/de.json";
import enSources from "../../texts/sources/en.json";
import itSources from "../../texts/sources/it.json";
import deTalk from "../../texts/talk/de.json";
import enTalk from "../../texts/talk/en.json";
import itTalk from "../../texts/talk/it.json";
import deTeaching from "../../texts/teaching/de.json";
import enTeaching from "../../texts/teaching/en.json";
import itTeaching from "../../texts/teaching/it.json";
import deWidget from "../../texts/widget/de.json";
import enWidget from "../../texts/widget/en.json";
import itWidget from "../../texts/widget/it.json";
import { guess, translator } from "./translate";

function leaves(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  return Object.entries(value as object).flatMap(([key, below]) =>
    leaves(below, path ? `${path}.${key}` : key),
  );
}
const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();

test.each([
  ["it", en, it],
  ["de", en, de],
  ["it", enActions, itActions],
  ["de", enActions, deActions],
  ["it", enAssistant, itAssistant],
  ["de", enAssistant, deAssistant],
  ["it", enGaps, itGaps],
  ["de", enGaps, deGaps],
  ["it", enModels, itModels],
  ["it", enQueue, itQueue],
  ["de", enModels, deModels],
  ["de", enQueue, deQueue],
  ["it", enSources, itSources],
  ["de", enSources, deSources],
  ["it", enFacts, itFacts],
  ["de", enFacts, deFacts],
  ["it", enTalk, itTalk],
  ["de", enTalk, deTalk],
  ["it", enTeaching, itTeaching],
  ["de", enTeaching, deTeaching],
  ["it", enWidget, itWidget],
  ["de", enWidget, deWidget],
])("%s says everything that English says, with the same values", (_language, english, catalogue) => {
  const pattern = new Map(leaves(english));
  const other = new Map(leaves(catalogue));
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
