import { createRoute } from "@tanstack/react-router";
import { type Filter, filterOf, several, sides, states, within } from "@/api/conversations";
import type { Sort, View } from "@/api/types";
import { withWords } from "@/lib/i18n";
import { screen } from "../screen";
import { workspaceRoute } from "./workspace";

const sorts: readonly Sort[] = ["newest", "oldest", "waiting", "priority"];
const isState = (one: string) => (states as readonly string[]).includes(one);
const views: readonly View[] = ["mine", "unassigned", "waiting", "mentions", "snoozed", "all"];

/** Asked for by scheme.js already, where the address is the inbox's. */
const inbox = () => import("@/features/inbox/InboxPage");

const inboxRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/inbox",
  // Filters live in the URL: a view can be linked to, and Back goes back.
  validateSearch: (search: Record<string, unknown>): Filter => {
    const view = views.find((one) => one === search.view) ?? "mine";
    const sort = sorts.find((one) => one === search.sort);
    // An address reads a number that is sought as a number.
    const q = typeof search.q === "string" || typeof search.q === "number" ? String(search.q).trim() : "";
    const filter: Filter = { view, q: q.slice(0, 200), sort, unread: search.unread === true };
    for (const side of sides) {
      const given = typeof search[side] === "string" ? several(search[side]) : [];
      const known = given.filter((one) => (side === "state" ? isState(one) : /^[\w-]{1,40}$/.test(one)));
      filter[side] = known.join(",");
    }
    for (const side of within) {
      const days = search[side];
      if (typeof days === "number" && days >= 1 && days <= 3650) filter[side] = Math.floor(days);
    }
    return filterOf(filter);
  },
  component: screen(inbox, "InboxPage"),
});

const nothingChosenRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: "/",
  component: screen(inbox, "NothingChosen"),
});

const conversationRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: "/$conversation",
  validateSearch: (search: Record<string, unknown>): { details?: boolean } =>
    typeof search.details === "boolean" ? { details: search.details } : {},
  component: screen(
    () =>
      withWords(
        "talk",
        withWords("why", withWords("copilot", import("@/features/conversation/ConversationPage"))),
      ),
    "ConversationPage",
  ),
});

export const inboxRoutes = inboxRoute.addChildren([nothingChosenRoute, conversationRoute]);
