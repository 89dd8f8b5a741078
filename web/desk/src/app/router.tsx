import { createRouter } from "@tanstack/react-router";
import { Loading } from "@/ui/States";
import { cache } from "./cache";
import { ErrorScreen } from "./ErrorScreen";
import { inboxRoutes } from "./routes/inbox";
import { knowledgeRoutes } from "./routes/knowledge";
import { meRoute, noticesRoute } from "./routes/me";
import { rootRoute } from "./routes/root";
import { homeRoute, invitationRoute, passwordRoute, signedInRoute, signInRoute } from "./routes/session";
import { settingsRoutes } from "./routes/settings";
import { ticketRoutes } from "./routes/tickets";
import { workspaceHomeRoute, workspaceRoute } from "./routes/workspace";

const routeTree = rootRoute.addChildren([
  signInRoute,
  invitationRoute,
  passwordRoute,
  signedInRoute.addChildren([
    homeRoute,
    workspaceRoute.addChildren([
      workspaceHomeRoute,
      inboxRoutes,
      ticketRoutes,
      knowledgeRoutes,
      settingsRoutes,
      noticesRoute,
      meRoute,
    ]),
  ]),
]);

export const router = createRouter({
  routeTree,
  basepath: "/desk",
  context: { cache },
  defaultPreload: "intent",
  // TanStack Query decides what is fresh; the router keeps nothing.
  defaultPreloadStaleTime: 0,
  // A screen that is not there by then is told to be on its way.
  defaultPendingMs: 300,
  defaultPendingComponent: () => <Loading />,
  defaultErrorComponent: ErrorScreen,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
