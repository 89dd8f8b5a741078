import { createRoute } from "@tanstack/react-router";
import { withWords } from "@/lib/i18n";
import { screen } from "../screen";
import { workspaceRoute } from "./workspace";

export const meRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/me",
  component: screen(() => withWords("notices", import("@/features/me/MePage")), "MePage"),
});

export const noticesRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/notices",
  component: screen(() => withWords("notices", import("@/features/notices/NoticesPage")), "NoticesPage"),
});
