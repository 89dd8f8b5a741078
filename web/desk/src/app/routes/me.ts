import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { workspaceRoute } from "./workspace";

export const meRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/me",
  component: lazyRouteComponent(() => import("@/features/me/MePage"), "MePage"),
});
