import type { Fact, NamedFact, Week } from "@/api/facts";

export const kinds = ["hours", "price", "place", "policy"] as const;
export type Kind = (typeof kinds)[number];
export const isKind = (text: string): text is Kind => kinds.includes(text as Kind);
export const isNamed = (fact: Fact): fact is NamedFact => fact.kind !== "calendar";

export const dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

export const closedWeek = (): Week => ({ mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] });

/** Something to begin with: a shop that is open on weekdays, one price, an empty place, an empty rule. */
export function blank(kind: Kind): NamedFact {
  const named = { id: "", name: {}, synonyms: {}, main: false };
  if (kind === "hours") {
    const day = () => [{ opens: "09:00", closes: "18:00" }];
    const week = { ...closedWeek(), mon: day(), tue: day(), wed: day(), thu: day(), fri: day() };
    return {
      kind,
      ...named,
      week,
      seasons: [],
      holidays: [],
      exceptions: [],
      time_zone: null,
      last_entry: null,
      note: {},
    };
  }
  if (kind === "price")
    return {
      kind,
      ...named,
      currency: "EUR",
      columns: {},
      variants: [blankVariant("price", ["price"])],
      note: {},
    };
  if (kind === "place")
    return { kind, ...named, address: "", reach: {}, phone: "", email: "", website: "", hours: null };
  return { kind, ...named, topic: null, answer: {}, details: {} };
}

export const blankVariant = (id: string, columns: readonly string[]) => ({
  id,
  name: {},
  synonyms: {},
  prices: Object.fromEntries(columns.map((column) => [column, ""])),
  condition: {},
  ages: null,
  from: null,
  to: null,
});

/** An id made of a name: "Biglietto d'ingresso" is `biglietto-d-ingresso`; with a number where it is taken. */
export function idOf(name: string, taken: ReadonlySet<string>): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const base =
    plain
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 50) || "fact";
  let id = base;
  for (let number = 2; taken.has(id); number += 1) id = `${base}-${number}`;
  return id;
}

/** A fact as it is sent: without texts that are empty, and with money as the server writes it. */
export function tidy<One extends NamedFact>(fact: One): One {
  return clean(fact) as One;
}

const texts = new Set(["name", "note", "reach", "answer", "details", "condition"]);

function clean(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((one) => clean(one));
  if (typeof value !== "object" || value === null) return typeof value === "string" ? value.trim() : value;
  const kept = Object.entries(value)
    .map(([name, one]) => [name, clean(one, name)] as const)
    .filter(
      ([, one]) =>
        !((texts.has(key) && one === "") || (key === "synonyms" && (one as unknown[]).length === 0)),
    );
  return Object.fromEntries(kept);
}
