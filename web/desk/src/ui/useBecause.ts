import { useWords } from "@/lib/i18n";

/** What speaks for a priority or a risk, in words. */
export function useBecause(): (reason: string) => string {
  const { maybe } = useWords();
  return (reason) => {
    const wanted = reason.startsWith("intent:") ? reason.slice("intent:".length) : null;
    if (wanted !== null) return maybe(`why.understood.intents.${wanted}`) ?? wanted;
    return maybe(`why.understood.reasons.${reason}`) ?? reason;
  };
}
