import type { Day, NamedFact, Week } from "@/api/facts";
import { useWords } from "@/lib/i18n";
import { dayNames } from "./blank";
import { saidIn } from "./said";

const monday = Date.UTC(2024, 0, 1);

/** A fact in a line: its week, its prices, its address, its rule. */
export function useSummary() {
  const { t, language } = useWords();
  const short = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" });
  const dayName = (at: number) => short.format(monday + at * 86_400_000);

  const week = (days: Week) => {
    const groups: { first: number; last: number; hours: string }[] = [];
    dayNames.forEach((day, at) => {
      const hours = written(days[day]);
      const last = groups.at(-1);
      if (last?.hours === hours) last.last = at;
      else groups.push({ first: at, last: at, hours });
    });
    return groups
      .filter(({ hours }) => hours !== "")
      .map(({ first, last, hours }) =>
        first === last ? `${dayName(first)} ${hours}` : `${dayName(first)}–${dayName(last)} ${hours}`,
      )
      .join(" · ");
  };

  return (fact: NamedFact): string => {
    if (fact.kind === "hours") {
      const days = fact.week ?? fact.seasons[0]?.week;
      const told = days === undefined ? "" : week(days);
      const special = fact.exceptions.length;
      return [told, special > 0 && t("facts.exceptions.count", { count: special })]
        .filter(Boolean)
        .join(" · ");
    }
    if (fact.kind === "price") {
      const money = (amount: string) => {
        if (Number(amount) === 0) return t("facts.price.free");
        try {
          return new Intl.NumberFormat(language, { style: "currency", currency: fact.currency }).format(
            Number(amount),
          );
        } catch {
          return `${amount} ${fact.currency}`;
        }
      };
      const amounts = fact.variants
        .flatMap(({ prices }) => Object.values(prices))
        .filter((one) => one !== null);
      const sorted = [...new Set(amounts)].sort((one, other) => Number(one) - Number(other));
      const [least, most] = [sorted[0], sorted.at(-1)];
      if (least === undefined || most === undefined) return "";
      return least === most ? money(least) : `${money(least)} – ${money(most)}`;
    }
    return fact.kind === "place" ? fact.address : saidIn(fact.answer, language);
  };
}

const written = (day: Day): string => day.map(({ opens, closes }) => `${opens}–${closes}`).join(", ");
