import { createRoute } from "@tanstack/react-router";
import { screen } from "../screen";
import { workspaceRoute } from "./workspace";

export const meRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/me",
  component: screen(() => import("@/features/me/MePage"), "MePage"),
});
