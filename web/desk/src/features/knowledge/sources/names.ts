import type { Kind, Run, Source, Timetable } from "@/api/sources";
import { type Translate, useWords } from "@/lib/i18n";
import { regional } from "@/lib/i18n/times";

export const kinds: readonly Kind[] = ["files", "text", "page", "site"];
export const isWeb = (kind: Kind): boolean => kind === "page" || kind === "site";

export type SourceState = "never" | "queued" | "running" | "done" | "remarks" | "failed" | "cancelled";

/** How an import is, or went. */
export const stateOf = (run: Pick<Run, "state" | "skipped">): SourceState =>
  run.state === "done" && run.skipped > 0 ? "remarks" : run.state;

/** What a source is like now, by its newest import; what came with a template was read without one. */
export function stateOfSource({ last_import, imported_at }: Source): SourceState {
  if (last_import !== null) return stateOf(last_import);
  return imported_at === null ? "never" : "done";
}

/** 1 January 2024 was a Monday, as 0 is here. */
const monday = Date.UTC(2024, 0, 1);

export function useNames() {
  const { t, language } = useWords();
  const hours = new Intl.DateTimeFormat(regional(language), {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: "UTC",
  });
  const days = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
  const hour = (at: number) => hours.format(monday + at * 3_600_000);
  const day = (on: number) => days.format(monday + on * 86_400_000);
  return {
    hour,
    day,
    schedule: ({ every, at_hour, on_day }: Timetable) =>
      t(`sources.schedule.${every}`, { hour: hour(at_hour), day: day(on_day) }),
    begun: (run: Run) => begunBy(t, run),
    took: (from: string, to: string) => {
      const seconds = Math.max(1, Math.round((Date.parse(to) - Date.parse(from)) / 1_000));
      const [value, unit] = seconds < 120 ? [seconds, "second"] : [Math.round(seconds / 60), "minute"];
      return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(value);
    },
  };
}

function begunBy(t: Translate, run: Run): string {
  if (run.begun_by !== "person") return t(`sources.begun.${run.begun_by}`);
  return run.begun_by_name === null
    ? t("sources.begun.personGone")
    : t("sources.begun.person", { name: run.begun_by_name });
}

/** Where a source is, in a line. */
export const placeOf = (source: Source): string | null =>
  source.url === null ? null : source.url.replace(/^https?:\/\//, "") + (source.path_prefix ?? "");
