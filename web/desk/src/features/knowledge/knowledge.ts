import { useParams } from "@tanstack/react-router";
import { useHasRole } from "@/api/session";
import type { Got, WorkspacePath } from "@/api/types";

type Article = Got<`${WorkspacePath}/knowledge/articles/{article_id}`>;
/** What a person writes of an article. */
export type ArticleWrite = Pick<
  Article,
  | "kind"
  | "title"
  | "language"
  | "status"
  | "body"
  | "questions"
  | "valid_from"
  | "valid_until"
  | "assistants"
>;

/** What is written of a stored one. */
export function written(article: ArticleWrite): ArticleWrite {
  const { kind, title, language, status, body, questions, valid_from, valid_until, assistants } = article;
  return { kind, title, language, status, body, questions, valid_from, valid_until, assistants };
}

export const articlesPath = "/api/v1/workspaces/{workspace}/knowledge/articles";
export const articlePath = "/api/v1/workspaces/{workspace}/knowledge/articles/{article_id}";

export function useWorkspace() {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  return { workspace, params: { path: { workspace } } } as const;
}

/** Whether to offer what changes the knowledge. */
export const useMayWrite = (): boolean => useHasRole(useWorkspace().workspace, "supervisor");
