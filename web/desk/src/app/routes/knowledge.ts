import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { workspaceRoute } from "./workspace";

const knowledgeRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/knowledge",
  component: lazyRouteComponent(() => import("@/features/knowledge/KnowledgePage"), "KnowledgePage"),
});

export const knowledgeRoutes = knowledgeRoute;
