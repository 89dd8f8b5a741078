import { createRoute, notFound, redirect } from "@tanstack/react-router";
import { keep } from "@/lib/kept";
import { Shell } from "../Shell/Shell";
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
  // Not fetched when it is wanted, as other screens are: nearly every visit begins with it, and on a slow line
  // another question costs seconds. So with the inbox.
  component: Shell,
});

export const workspaceHomeRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/w/$workspace/inbox", params, search: { view: "mine" } });
  },
});
