import type { Report } from "@/api/sources";
import { useWords } from "@/lib/i18n";

type Said = Pick<Report["skipped_items"][number], "reason" | "code" | "params">;

/** Reasons in the reader's language, by their codes; null for one that only has its English sentence. */
export function useReasons() {
  const { maybe } = useWords();
  return ({ code, params }: Said): string | null =>
    code === null ? null : maybe(`sources.reasons.${code}`, params);
}

/** Why something was left out, or an import failed. */
export function Reason(said: Said) {
  const inWords = useReasons()(said);
  return inWords ?? <span lang="en">{said.reason}</span>;
}
