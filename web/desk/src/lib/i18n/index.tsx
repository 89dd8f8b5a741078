import { createContext, type ReactNode, use, useEffect, useMemo, useSyncExternalStore } from "react";
import { timeFormats } from "./times";
import { type Key, type Language, translator } from "./translate";
import { onWords, speak, type Words, wordsInUse } from "./words";

export { isLanguage, type Key, type Language, languages, type Translate, type Values } from "./translate";

export { firstWords, withWords } from "./words";

type Speech = ReturnType<typeof translator> &
  ReturnType<typeof timeFormats> & { language: Language; speak: (language: Language) => void };

const Context = createContext<Speech | null>(null);

export function LanguageProvider({ first, children }: { first: Words; children: ReactNode }) {
  const words = useSyncExternalStore(onWords, () => wordsInUse() ?? first);

  useEffect(() => {
    document.documentElement.lang = words.language;
  }, [words.language]);

  const speech = useMemo<Speech>(
    () => ({
      ...translator(words.language, words.catalogue),
      ...timeFormats(words.language),
      language: words.language,
      speak,
    }),
    [words],
  );
  return <Context value={speech}>{children}</Context>;
}

/** The words for what speaks outside React, in the language that is spoken now. */
export function spoken(key: Key): string {
  const words = wordsInUse();
  return words === null ? key : translator(words.language, words.catalogue).t(key);
}

/** `t("inbox.empty.title")`, times by Intl, and `speak("it")` to change the language. */
export function useWords(): Speech {
  const speech = use(Context);
  if (speech === null) throw new Error("useWords needs a LanguageProvider above it");
  return speech;
}
