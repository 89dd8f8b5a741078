import type { components } from "@schema";
import { useParams } from "@tanstack/react-router";

type Schemas = components["schemas"];
export type Article = Schemas["Article"];
export type ArticleWrite = Schemas["ArticleWrite"];
export type ArticleSummary = Schemas["ArticleSummary"];

export const articlesPath = "/api/v1/workspaces/{workspace}/knowledge/articles";
export const articlePath = "/api/v1/workspaces/{workspace}/knowledge/articles/{article_id}";

export function useWorkspace() {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  return { workspace, params: { path: { workspace } } } as const;
}
