import { createContext, use } from "react";
import type { NamedFact } from "@/api/facts";
import { Problem } from "@/api/problem";
import { type Key, useWords } from "@/lib/i18n";

/** What is wrong with a fact, by the place it stands at: `week.mon.1.opens`, `variants.0.prices`. */
export type Flaws = Readonly<Record<string, Key>>;
type Params = Record<string, string | number>;

interface Known {
  flaws: Flaws;
  /** The server's word on one field, by its code. */
  refused: { field: string; reason: string; params: Params } | null;
}

const Context = createContext<Known>({ flaws: {}, refused: null });
export const FlawsProvider = Context;

export function refusedField(error: unknown): Known["refused"] {
  if (error === null || error === undefined) return null;
  const { code, more } = Problem.of(error);
  return code === "fact_invalid" && typeof more.field === "string" && more.field !== ""
    ? { field: more.field, reason: String(more.reason), params: (more.params ?? {}) as Params }
    : null;
}

/** The word beside a field, or beside the group that its field belongs to. */
export function useFlaw() {
  const { flaws, refused } = use(Context);
  const { t, maybe } = useWords();
  return (place: string, within = false): string | null => {
    const own = flaws[place];
    if (own !== undefined) return t(own);
    if (refused === null) return null;
    const here = refused.field === place || (within && refused.field.startsWith(`${place}.`));
    if (!here) return null;
    return maybe(`sources.reasons.${refused.reason}`, refused.params) ?? t("facts.flaws.here");
  };
}

const amount = /^\d{1,7}(\.\d{1,2})?$/;

/** What can be told wrong before the server is asked. */
export function flawsOf(fact: NamedFact): Flaws {
  const found: Record<string, Key> = {};
  if (Object.values(fact.name).every((text) => text.trim() === "")) found.name = "facts.flaws.name";
  if (fact.kind === "hours") {
    for (const [day, intervals] of Object.entries(fact.week ?? {})) {
      if (overlapping(intervals)) found[`week.${day}`] = "facts.flaws.overlap";
    }
    fact.exceptions.forEach((special, at) => {
      if (special.from === "" || special.to === "") found[`exceptions.${at}.from`] = "facts.flaws.day";
      else if (
        special.from.length === special.to.length &&
        special.from.length > 5 &&
        special.to < special.from
      )
        found[`exceptions.${at}.to`] = "facts.flaws.order";
      if (overlapping(special.hours)) found[`exceptions.${at}.hours`] = "facts.flaws.overlap";
    });
    fact.seasons.forEach((season, at) => {
      if (season.from === "" || season.to === "") found[`seasons.${at}.from`] = "facts.flaws.day";
    });
  }
  if (fact.kind === "price") {
    fact.variants.forEach((variant, at) => {
      for (const [column, price] of Object.entries(variant.prices)) {
        if (price !== null && !amount.test(price))
          found[`variants.${at}.prices.${column}`] = "facts.flaws.amount";
      }
    });
  }
  if (fact.kind === "policy" && Object.values(fact.answer).every((text) => text.trim() === ""))
    found.answer = "facts.flaws.answer";
  return found;
}

function overlapping(intervals: readonly { opens: string; closes: string }[]): boolean {
  const sorted = [...intervals].sort((one, other) => one.opens.localeCompare(other.opens));
  return sorted.some((one, at) => {
    const next = sorted[at + 1];
    return next !== undefined && (one.closes <= one.opens || next.opens < one.closes);
  });
}
