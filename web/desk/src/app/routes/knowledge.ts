import { createRoute } from "@tanstack/react-router";
import { isListedBy, type ListedBy } from "@/features/knowledge/states";
import { isLanguage, type Language, withWords } from "@/lib/i18n";
import { screen } from "../screen";
import { workspaceRoute } from "./workspace";

/** What is shown of the knowledge; in the URL, so that a search can be linked to. */
export interface KnowledgeSearch {
  query?: string;
  language?: Language;
  kind?: "article" | "faq";
  state?: ListedBy;
  /** The id of a source: only its articles. */
  source?: string;
}

const knowledgeRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/knowledge",
  validateSearch: (search: Record<string, unknown>): KnowledgeSearch => {
    const read: KnowledgeSearch = {};
    if (typeof search.query === "string" && search.query !== "") read.query = search.query;
    if (isLanguage(search.language)) read.language = search.language;
    if (search.kind === "article" || search.kind === "faq") read.kind = search.kind;
    if (isListedBy(search.state)) read.state = search.state;
    if (typeof search.source === "string" && search.source !== "") read.source = search.source;
    return read;
  },
});

const listRoute = createRoute({
  getParentRoute: () => knowledgeRoute,
  path: "/",
  component: screen(() => import("@/features/knowledge/KnowledgePage"), "KnowledgePage"),
});

const newRoute = createRoute({
  getParentRoute: () => knowledgeRoute,
  path: "/new/$kind",
  component: screen(() => import("@/features/knowledge/NewArticle"), "NewArticle"),
});

const articleRoute = createRoute({
  getParentRoute: () => knowledgeRoute,
  path: "/$article",
  component: screen(() => import("@/features/knowledge/ArticlePage"), "ArticlePage"),
});

const sourcesRoute = createRoute({
  getParentRoute: () => knowledgeRoute,
  path: "/sources",
  component: screen(
    () => withWords("sources", import("@/features/knowledge/sources/SourcesPage")),
    "SourcesPage",
  ),
});

const newSourceRoute = createRoute({
  getParentRoute: () => knowledgeRoute,
  path: "/sources/new",
  component: screen(
    () => withWords("sources", import("@/features/knowledge/sources/NewSource")),
    "NewSource",
  ),
});

const sourceRoute = createRoute({
  getParentRoute: () => knowledgeRoute,
  path: "/sources/$source",
  component: screen(
    () => withWords("sources", import("@/features/knowledge/sources/SourcePage")),
    "SourcePage",
  ),
});

const importRoute = createRoute({
  getParentRoute: () => knowledgeRoute,
  path: "/sources/$source/imports/$run",
  component: screen(() => withWords("sources", import("@/features/knowledge/sources/RunPage")), "RunPage"),
});

/** Which gaps are shown: the open ones of the last 30 days, unless said otherwise. */
export interface GapsSearch {
  list?: "answered" | "dismissed" | "proposals";
  days?: 7 | 90;
}

const gapsRoute = createRoute({
  getParentRoute: () => knowledgeRoute,
  path: "/gaps",
  validateSearch: ({ list, days }: Record<string, unknown>): GapsSearch => ({
    ...((list === "answered" || list === "dismissed" || list === "proposals") && { list }),
    ...((days === 7 || days === 90) && { days }),
  }),
  component: screen(() => withWords("gaps", import("@/features/knowledge/gaps/GapsPage")), "GapsPage"),
});

const gapRoute = createRoute({
  getParentRoute: () => knowledgeRoute,
  path: "/gaps/$gap",
  component: screen(() => withWords("gaps", import("@/features/knowledge/gaps/GapPage")), "GapPage"),
});

const gapAnswerRoute = createRoute({
  getParentRoute: () => knowledgeRoute,
  path: "/gaps/$gap/answer",
  component: screen(() => withWords("gaps", import("@/features/knowledge/gaps/GapAnswer")), "GapAnswer"),
});

const proposalRoute = createRoute({
  getParentRoute: () => knowledgeRoute,
  path: "/gaps/proposals/$proposal",
  component: screen(
    () => withWords("gaps", import("@/features/knowledge/gaps/ProposalAnswer")),
    "ProposalAnswer",
  ),
});

const factsRoute = createRoute({
  getParentRoute: () => knowledgeRoute,
  path: "/facts",
  component: screen(() => withWords("facts", import("@/features/knowledge/facts/FactsPage")), "FactsPage"),
});

const newFactRoute = createRoute({
  getParentRoute: () => knowledgeRoute,
  path: "/facts/new/$kind",
  component: screen(() => withWords("facts", import("@/features/knowledge/facts/NewFact")), "NewFact"),
});

const factRoute = createRoute({
  getParentRoute: () => knowledgeRoute,
  path: "/facts/$fact",
  component: screen(() => withWords("facts", import("@/features/knowledge/facts/FactPage")), "FactPage"),
});

export const knowledgeRoutes = knowledgeRoute.addChildren([
  listRoute,
  newRoute,
  articleRoute,
  sourcesRoute,
  newSourceRoute,
  sourceRoute,
  importRoute,
  factsRoute,
  newFactRoute,
  factRoute,
  gapsRoute,
  gapRoute,
  gapAnswerRoute,
  proposalRoute,
]);
