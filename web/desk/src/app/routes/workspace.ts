import { createRoute, notFound, redirect } from "@tanstack/react-router";
import { keep, recall } from "@/lib/kept";
import { Shell } from "../Shell/Shell";
import type { Missing } from "./root";
import { signedInRoute } from "./session";

/** One workspace: the frame around every page in it, and its live stream. */
export const workspaceRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/w/$workspace",
  beforeLoad: ({ context, params }) => {
    const { user, workspaces } = context.me;
    const entered = `entered.${user.id}`;
    if (!workspaces.some((one) => one.slug === params.workspace)) {
      // Only to whoever has worked there: to anybody else it is as unknown as one that does not exist.
      const data: Missing = { ended: recall(entered, "") === params.workspace };
      throw notFound({ data });
    }
    keep("workspace", params.workspace);
    keep(entered, params.workspace);
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
