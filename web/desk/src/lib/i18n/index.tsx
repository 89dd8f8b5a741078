import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from "react";
import { keep, recall } from "../kept";
import { timeFormats } from "./times";
import { type Catalogue, guess, type Language, load, translator } from "./translate";

export { isLanguage, type Key, type Language, languages, type Translate, type Values } from "./translate";

interface Words {
  language: Language;
  catalogue: Catalogue;
}

type Speech = ReturnType<typeof translator> &
  ReturnType<typeof timeFormats> & { language: Language; speak: (language: Language) => void };

const Context = createContext<Speech | null>(null);

/** The words to start with, loaded before the first paint so that no page ever shows keys. */
export async function firstWords(): Promise<Words> {
  const language = guess(recall<unknown>("language", null), navigator.languages);
  return { language, catalogue: await load(language) };
}

export function LanguageProvider({ first, children }: { first: Words; children: ReactNode }) {
  const [words, setWords] = useState(first);

  useEffect(() => {
    document.documentElement.lang = words.language;
  }, [words.language]);

  const speak = useCallback((language: Language) => {
    keep("language", language);
    void load(language).then((catalogue) => setWords({ language, catalogue }));
  }, []);

  const speech = useMemo<Speech>(
    () => ({
      ...translator(words.language, words.catalogue),
      ...timeFormats(words.language),
      language: words.language,
      speak,
    }),
    [words, speak],
  );
  return <Context value={speech}>{children}</Context>;
}

/** `t("inbox.empty.title")`, times by Intl, and `speak("it")` to change the language. */
export function useWords(): Speech {
  const speech = use(Context);
  if (speech === null) throw new Error("useWords needs a LanguageProvider above it");
  return speech;
}
