import { useWords } from "@/lib/i18n";

/** Small amounts in the reader's language: what an answer costs is a part of a cent. */
export function useEuros(): Intl.NumberFormat {
  const { language } = useWords();
  return new Intl.NumberFormat(language, { style: "currency", currency: "EUR", maximumSignificantDigits: 3 });
}
