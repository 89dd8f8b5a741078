import { createRoute } from "@tanstack/react-router";
import { states } from "@/api/conversations";
import type { State, View } from "@/api/types";
import { InboxPage } from "@/features/inbox/InboxPage";
import { NothingChosen } from "@/features/inbox/NothingChosen";
import { withWords } from "@/lib/i18n";
import { screen } from "../screen";
import { workspaceRoute } from "./workspace";

const views: readonly View[] = ["mine", "unassigned", "waiting", "all"];

/** Filters live in the URL: a view can be linked to, and Back goes back. */
export interface InboxSearch {
  view: View;
  state?: State | undefined;
}

const inboxRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/inbox",
  validateSearch: (search: Record<string, unknown>): InboxSearch => {
    const view = views.find((one) => one === search.view) ?? "mine";
    const state = states.find((one) => one === search.state);
    return state === undefined ? { view } : { view, state };
  },
  component: InboxPage,
});

const nothingChosenRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: "/",
  component: NothingChosen,
});

const conversationRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: "/$conversation",
  validateSearch: (search: Record<string, unknown>): { details?: boolean } =>
    typeof search.details === "boolean" ? { details: search.details } : {},
  component: screen(
    () => withWords("talk", import("@/features/conversation/ConversationPage")),
    "ConversationPage",
  ),
});

export const inboxRoutes = inboxRoute.addChildren([nothingChosenRoute, conversationRoute]);
