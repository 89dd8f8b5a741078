import { createRoute } from "@tanstack/react-router";
import { type Filter, states } from "@/api/conversations";
import type { View } from "@/api/types";
import { InboxPage } from "@/features/inbox/InboxPage";
import { NothingChosen } from "@/features/inbox/NothingChosen";
import { withWords } from "@/lib/i18n";
import { screen } from "../screen";
import { workspaceRoute } from "./workspace";

const views: readonly View[] = ["mine", "unassigned", "waiting", "mentions", "snoozed", "all"];

const inboxRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/inbox",
  // Filters live in the URL: a view can be linked to, and Back goes back.
  validateSearch: (search: Record<string, unknown>): Filter => {
    const view = views.find((one) => one === search.view) ?? "mine";
    const state = states.find((one) => one === search.state);
    // An address reads a number that is sought as a number.
    const q = typeof search.q === "string" || typeof search.q === "number" ? String(search.q).trim() : "";
    return { view, ...(state !== undefined && { state }), ...(q !== "" && { q: q.slice(0, 200) }) };
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
    () => withWords("talk", withWords("copilot", import("@/features/conversation/ConversationPage"))),
    "ConversationPage",
  ),
});

export const inboxRoutes = inboxRoute.addChildren([nothingChosenRoute, conversationRoute]);
