import { useMe } from "@/api/session";
import { keep, useKept } from "@/lib/kept";
import { type ArticleWrite, useWorkspace } from "./knowledge";

interface Draft {
  article: ArticleWrite;
  /** Of an FAQ: how else it is asked. */
  wordings: string[];
}

const draftKey = (workspace: string, me: string, place: string) => `article.${me}.${workspace}.${place}`;

/**
 * What somebody writes in an article and has not saved, kept in their browser as replies are: a reload, a session that
 * ended or a wrong click loses nothing. `place` is the article's id, or which kind of new one it is.
 */
export function useArticleDraft(place: string, stored: ArticleWrite) {
  const { workspace } = useWorkspace();
  const me = useMe()?.user.id ?? "";
  // Of an FAQ the first wording is the title's field.
  const original: Draft = {
    article: stored,
    wordings: stored.questions.filter((question) => question !== stored.title),
  };
  const [kept, set] = useKept<Draft | null>(draftKey(workspace, me, place), null);
  const draft = kept ?? original;
  const write = (change: Partial<Draft>) => {
    const next = { ...draft, ...change };
    set(JSON.stringify(next) === JSON.stringify(original) ? undefined : next);
  };
  return { draft, changed: kept !== null, write, undo: () => set(undefined) };
}

/** Forgets what was kept: it is saved, or the article is gone. */
export function useForgetDraft(place: string): () => void {
  const { workspace } = useWorkspace();
  const me = useMe()?.user.id ?? "";
  return () => keep(draftKey(workspace, me, place), undefined);
}
