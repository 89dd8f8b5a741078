import { createRoute, notFound, redirect } from "@tanstack/react-router";
import { keep } from "@/lib/kept";
import { screen } from "../screen";
import { signedInRoute } from "./session";

/** One workspace: the frame around every page in it, and its live stream. */
export const workspaceRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/w/$workspace",
  beforeLoad: ({ context, params }) => {
    const known = context.me.workspaces.some((one) => one.slug === params.workspace);
    if (!known) throw notFound();
    keep("workspace", params.workspace);
  },
  component: screen(() => import("../Shell/Shell"), "Shell"),
});

export const workspaceHomeRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/w/$workspace/inbox", params, search: { view: "mine" } });
  },
});
