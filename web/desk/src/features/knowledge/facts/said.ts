import type { Texts } from "@/api/facts";

/** A text in a language; in English, then in any, where it has none. */
export const saidIn = (texts: Texts, language: string): string =>
  texts[language] || texts.en || Object.values(texts).find((text) => text !== "") || "";
