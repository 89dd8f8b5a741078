import { createRoute, redirect } from "@tanstack/react-router";
import { Problem } from "@/api/problem";
import { meQuery } from "@/api/session";
import { withWords } from "@/lib/i18n";
import { recall } from "@/lib/kept";
import { screen } from "../screen";
import { rootRoute } from "./root";

/** Only a place inside the desk: a link somebody sends must not lead away after the sign-in. */
function inside(to: unknown): string | undefined {
  return typeof to === "string" && /^\/(?![/\\])/.test(to) ? to : undefined;
}

const target = (search: Record<string, unknown>): { to?: string | undefined } => {
  const to = inside(search.to);
  return to === undefined ? {} : { to };
};

interface SignInSearch {
  to?: string | undefined;
  /** Signed out in the middle of their work. */
  ended?: true | undefined;
}

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): SignInSearch =>
    search.ended === true ? { ...target(search), ended: true } : target(search),
  component: screen(() => import("@/features/session/SignIn"), "SignIn"),
});

export const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invitation",
  component: screen(() => withWords("joining", import("@/features/session/Invitation")), "Invitation"),
});

export const passwordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/password",
  validateSearch: target,
  component: screen(() => import("@/features/session/FirstPassword"), "FirstPassword"),
});

/** Everything behind the door: nobody gets here without being known, nor with a password somebody else has seen. */
export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "signed-in",
  beforeLoad: async ({ context, location }) => {
    const search = { to: location.href };
    try {
      const me = await context.cache.ensureQueryData(meQuery);
      if (me.user.must_change_password) throw redirect({ to: "/password", search });
      return { me };
    } catch (error) {
      if (error instanceof Problem && error.status === 401) throw redirect({ to: "/sign-in", search });
      if (error instanceof Problem && error.code === "password_change_required")
        throw redirect({ to: "/password", search });
      throw error;
    }
  },
});

/** Where the shortcuts of the installed desk lead (src/sportello/api/manifest.py). */
const shortcuts = ["waiting", "mine", "notices"] as const;
type Shortcut = (typeof shortcuts)[number];

/** The workspace of the last visit, else the first one. */
export const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/",
  validateSearch: ({ go }: Record<string, unknown>): { go?: Shortcut } =>
    shortcuts.includes(go as Shortcut) ? { go: go as Shortcut } : {},
  beforeLoad: ({ context, search: { go = "mine" } }) => {
    const last = recall("workspace", "");
    const { workspaces } = context.me;
    const workspace = workspaces.find((one) => one.slug === last) ?? workspaces[0];
    if (workspace === undefined) return;
    const params = { workspace: workspace.slug };
    throw go === "notices"
      ? redirect({ to: "/w/$workspace/notices", params })
      : redirect({ to: "/w/$workspace/inbox", params, search: { view: go } });
  },
  component: screen(() => withWords("joining", import("../NoWorkspace")), "NoWorkspace"),
});
