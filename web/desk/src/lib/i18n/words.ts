import { keep, recall } from "../kept";
import { type Area, type Catalogue, guess, type Language, load } from "./translate";

export interface Words {
  language: Language;
  catalogue: Catalogue;
}

// They stand outside React, because a route brings those of its area before it is shown.
let words: Words | null = null;
let speaking: Language = "en";
let gathering: Promise<Words> | null = null;
const opened = new Set<Area>();
const arriving = new Map<Area, Promise<Words>>();
const listeners = new Set<() => void>();

function gather(): Promise<Words> {
  const language = speaking;
  const mine: Promise<Words> = load(language, opened).then((catalogue) => {
    // Another language or area was asked for meanwhile: what comes then is what is shown.
    if (gathering !== mine && gathering !== null) return gathering;
    words = { language, catalogue };
    for (const listener of listeners) listener();
    return words;
  });
  gathering = mine;
  return mine;
}

/** The words to start with, loaded before the first paint so that no page ever shows keys. */
export function firstWords(): Promise<Words> {
  speaking = guess(recall<unknown>("language", null), navigator.languages);
  return gather();
}

/** Change the language; remembered in this browser. */
export function speak(language: Language): void {
  keep("language", language);
  speaking = language;
  void gather();
}

/** A page together with the words of its area: it is not shown before both are there. */
export async function withWords<Page>(area: Area, page: Promise<Page>): Promise<Page> {
  let coming = arriving.get(area);
  if (coming === undefined) {
    opened.add(area);
    coming = gather().catch((error: unknown) => {
      opened.delete(area);
      arriving.delete(area);
      throw error;
    });
    arriving.set(area, coming);
  }
  const [loaded] = await Promise.all([page, coming]);
  return loaded;
}

export const wordsInUse = (): Words | null => words;

export function onWords(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
