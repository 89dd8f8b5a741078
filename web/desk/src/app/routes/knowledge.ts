import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { isLanguage, type Language } from "@/lib/i18n";
import { workspaceRoute } from "./workspace";

/** What is shown of the knowledge; in the URL, so that a search can be linked to. */
export interface KnowledgeSearch {
  query?: string;
  language?: Language;
  kind?: "article" | "faq";
}

const knowledgeRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/knowledge",
  validateSearch: (search: Record<string, unknown>): KnowledgeSearch => {
    const read: KnowledgeSearch = {};
    if (typeof search.query === "string" && search.query !== "") read.query = search.query;
    if (isLanguage(search.language)) read.language = search.language;
    if (search.kind === "article" || search.kind === "faq") read.kind = search.kind;
    return read;
  },
});

const listRoute = createRoute({
  getParentRoute: () => knowledgeRoute,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/knowledge/KnowledgePage"), "KnowledgePage"),
});

const newRoute = createRoute({
  getParentRoute: () => knowledgeRoute,
  path: "/new/$kind",
  component: lazyRouteComponent(() => import("@/features/knowledge/NewArticle"), "NewArticle"),
});

const articleRoute = createRoute({
  getParentRoute: () => knowledgeRoute,
  path: "/$article",
  component: lazyRouteComponent(() => import("@/features/knowledge/ArticlePage"), "ArticlePage"),
});

export const knowledgeRoutes = knowledgeRoute.addChildren([listRoute, newRoute, articleRoute]);
