import type actions from "../../texts/actions/en.json";
import type assistant from "../../texts/assistant/en.json";
import type audit from "../../texts/audit/en.json";
import type copilot from "../../texts/copilot/en.json";
import type en from "../../texts/en.json";
import type facts from "../../texts/facts/en.json";
import type gaps from "../../texts/gaps/en.json";
import type joining from "../../texts/joining/en.json";
import type lists from "../../texts/lists/en.json";
import type models from "../../texts/models/en.json";
import type notices from "../../texts/notices/en.json";
import type queue from "../../texts/queue/en.json";
import type rules from "../../texts/rules/en.json";
import type shortcuts from "../../texts/shortcuts/en.json";
import type sources from "../../texts/sources/en.json";
import type talk from "../../texts/talk/en.json";
import type teaching from "../../texts/teaching/en.json";
import type tickets from "../../texts/tickets/en.json";
import type why from "../../texts/why/en.json";
import type widget from "../../texts/widget/en.json";

export const languages = ["it", "en", "de"] as const;
export type Language = (typeof languages)[number];

/** The English catalogue is the pattern; the others must have the same keys, which the compiler checks. */
type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> };
export type Catalogue = Same<typeof en>;

type Plural = { one: string; other: string };
type KeysOf<T, Prefix extends string = ""> = {
  [K in keyof T & string]: T[K] extends string | Plural ? `${Prefix}${K}` : KeysOf<T[K], `${Prefix}${K}.`>;
}[keyof T & string];
export type Key =
  | KeysOf<typeof en>
  | KeysOf<typeof actions>
  | KeysOf<typeof assistant>
  | KeysOf<typeof audit>
  | KeysOf<typeof copilot>
  | KeysOf<typeof gaps>
  | KeysOf<typeof joining>
  | KeysOf<typeof lists>
  | KeysOf<typeof models>
  | KeysOf<typeof notices>
  | KeysOf<typeof queue>
  | KeysOf<typeof rules>
  | KeysOf<typeof shortcuts>
  | KeysOf<typeof sources>
  | KeysOf<typeof talk>
  | KeysOf<typeof teaching>
  | KeysOf<typeof tickets>
  | KeysOf<typeof widget>
  | KeysOf<typeof facts>
  | KeysOf<typeof why>;
export type Values = Record<string, string | number>;

const catalogues: Record<Language, () => Promise<Catalogue>> = {
  it: async () => (await import("../../texts/it.json")).default,
  en: async () => (await import("../../texts/en.json")).default,
  de: async () => (await import("../../texts/de.json")).default,
};

/**
 * Words of places that few open: they come with the place (`withWords`), not with the first page. An area has a folder
 * below `texts` and one name at its top.
 */
const areas = {
  actions: {
    it: async () => (await import("../../texts/actions/it.json")).default,
    en: async () => (await import("../../texts/actions/en.json")).default,
    de: async () => (await import("../../texts/actions/de.json")).default,
  },
  assistant: {
    it: async () => (await import("../../texts/assistant/it.json")).default,
    en: async () => (await import("../../texts/assistant/en.json")).default,
    de: async () => (await import("../../texts/assistant/de.json")).default,
  },
  audit: {
    it: async () => (await import("../../texts/audit/it.json")).default,
    en: async () => (await import("../../texts/audit/en.json")).default,
    de: async () => (await import("../../texts/audit/de.json")).default,
  },
  copilot: {
    it: async () => (await import("../../texts/copilot/it.json")).default,
    en: async () => (await import("../../texts/copilot/en.json")).default,
    de: async () => (await import("../../texts/copilot/de.json")).default,
  },
  facts: {
    it: async () => (await import("../../texts/facts/it.json")).default,
    en: async () => (await import("../../texts/facts/en.json")).default,
    de: async () => (await import("../../texts/facts/de.json")).default,
  },
  gaps: {
    it: async () => (await import("../../texts/gaps/it.json")).default,
    en: async () => (await import("../../texts/gaps/en.json")).default,
    de: async () => (await import("../../texts/gaps/de.json")).default,
  },
  joining: {
    it: async () => (await import("../../texts/joining/it.json")).default,
    en: async () => (await import("../../texts/joining/en.json")).default,
    de: async () => (await import("../../texts/joining/de.json")).default,
  },
  models: {
    it: async () => (await import("../../texts/models/it.json")).default,
    en: async () => (await import("../../texts/models/en.json")).default,
    de: async () => (await import("../../texts/models/de.json")).default,
  },
  lists: {
    it: async () => (await import("../../texts/lists/it.json")).default,
    en: async () => (await import("../../texts/lists/en.json")).default,
    de: async () => (await import("../../texts/lists/de.json")).default,
  },
  notices: {
    it: async () => (await import("../../texts/notices/it.json")).default,
    en: async () => (await import("../../texts/notices/en.json")).default,
    de: async () => (await import("../../texts/notices/de.json")).default,
  },
  queue: {
    it: async () => (await import("../../texts/queue/it.json")).default,
    en: async () => (await import("../../texts/queue/en.json")).default,
    de: async () => (await import("../../texts/queue/de.json")).default,
  },
  rules: {
    it: async () => (await import("../../texts/rules/it.json")).default,
    en: async () => (await import("../../texts/rules/en.json")).default,
    de: async () => (await import("../../texts/rules/de.json")).default,
  },
  shortcuts: {
    it: async () => (await import("../../texts/shortcuts/it.json")).default,
    en: async () => (await import("../../texts/shortcuts/en.json")).default,
    de: async () => (await import("../../texts/shortcuts/de.json")).default,
  },
  sources: {
    it: async () => (await import("../../texts/sources/it.json")).default,
    en: async () => (await import("../../texts/sources/en.json")).default,
    de: async () => (await import("../../texts/sources/de.json")).default,
  },
  talk: {
    it: async () => (await import("../../texts/talk/it.json")).default,
    en: async () => (await import("../../texts/talk/en.json")).default,
    de: async () => (await import("../../texts/talk/de.json")).default,
  },
  tickets: {
    it: async () => (await import("../../texts/tickets/it.json")).default,
    en: async () => (await import("../../texts/tickets/en.json")).default,
    de: async () => (await import("../../texts/tickets/de.json")).default,
  },
  teaching: {
    it: async () => (await import("../../texts/teaching/it.json")).default,
    en: async () => (await import("../../texts/teaching/en.json")).default,
    de: async () => (await import("../../texts/teaching/de.json")).default,
  },
  widget: {
    it: async () => (await import("../../texts/widget/it.json")).default,
    en: async () => (await import("../../texts/widget/en.json")).default,
    de: async () => (await import("../../texts/widget/de.json")).default,
  },
  why: {
    it: async () => (await import("../../texts/why/it.json")).default,
    en: async () => (await import("../../texts/why/en.json")).default,
    de: async () => (await import("../../texts/why/de.json")).default,
  },
} satisfies Record<string, Record<Language, () => Promise<object>>>;
export type Area = keyof typeof areas;

/** The words of a language: those of every page, and of the areas that have been opened. */
export async function load(language: Language, opened: Iterable<Area> = []): Promise<Catalogue> {
  const parts = await Promise.all([
    catalogues[language](),
    ...[...opened].map((area) => areas[area][language]()),
  ]);
  return Object.assign({}, ...parts) as Catalogue;
}

export function isLanguage(text: unknown): text is Language {
  return languages.includes(text as Language);
}

/** The language to greet with before anyone is known: the last one used here, else the browser's. */
export function guess(kept: unknown, wanted: readonly string[]): Language {
  if (isLanguage(kept)) return kept;
  for (const tag of wanted) {
    const short = tag.slice(0, 2).toLowerCase();
    if (isLanguage(short)) return short;
  }
  return "en";
}

function find(catalogue: Catalogue, key: string): unknown {
  let place: unknown = catalogue;
  for (const step of key.split(".")) {
    place =
      typeof place === "object" && place !== null ? (place as Record<string, unknown>)[step] : undefined;
  }
  return place;
}

export type Translate = (key: Key, values?: Values) => string;

export function translator(language: Language, catalogue: Catalogue) {
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);

  const text = (key: string, values: Values = {}): string | null => {
    let found = find(catalogue, key);
    if (typeof found === "object" && found !== null && typeof values.count === "number") {
      const forms = found as Plural & Record<string, string>;
      found = forms[plural.select(values.count)] ?? forms.other;
    }
    if (typeof found !== "string") return null;
    return found.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : typeof value === "number" ? number.format(value) : value;
    });
  };

  const t: Translate = (key, values) => text(key, values) ?? key;
  /** For keys that come from data (an error code, a state): null where the catalogue does not know it. */
  return { t, maybe: text };
}
