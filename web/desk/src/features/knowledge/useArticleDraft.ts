import { useDraft, useForget } from "@/lib/useDraft";
import type { ArticleWrite } from "./knowledge";

export interface Draft {
  article: ArticleWrite;
  /** Of an FAQ: how else it is asked. */
  wordings: string[];
  version?: string;
}

const key = (place: string) => `article.${place}`;

/** What is not saved of an article. `place` is the article's id, or which kind of new one it is. */
export function useArticleDraft(place: string, stored: ArticleWrite, version?: string) {
  return useDraft<Draft>(key(place), {
    ...(version !== undefined && { version }),
    article: stored,
    // Of an FAQ the first wording is the title's field.
    wordings: stored.questions.filter((question) => question !== stored.title),
  });
}

export const useForgetDraft = (place: string): (() => void) => useForget(key(place));
