import { createRoute } from "@tanstack/react-router";
import { withWords } from "@/lib/i18n";
import { screen } from "../screen";
import { workspaceRoute } from "./workspace";

/** What the list shows; in the address, so that it can be linked to. What is usual is left out. */
export interface TicketSearch {
  as?: "board";
  whose?: "mine" | "unassigned" | "watching" | "late";
  status?: "open" | "waiting_customer" | "resolved" | "closed" | "any";
  order?: "recent";
  q?: string;
}

const among = <One extends string>(value: unknown, all: readonly One[]): One | undefined =>
  all.find((one) => one === value);

const ticketsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/tickets",
  validateSearch: (search: Record<string, unknown>): TicketSearch => {
    const as = among(search.as, ["board"] as const);
    const whose = among(search.whose, ["mine", "unassigned", "watching", "late"] as const);
    const status = among(search.status, ["open", "waiting_customer", "resolved", "closed", "any"] as const);
    const order = among(search.order, ["recent"] as const);
    return {
      ...(as && { as }),
      ...(whose && { whose }),
      ...(status && { status }),
      ...(order && { order }),
      ...(typeof search.q === "string" && search.q !== "" && { q: search.q }),
    };
  },
});

const listRoute = createRoute({
  getParentRoute: () => ticketsRoute,
  path: "/",
  component: screen(() => withWords("tickets", import("@/features/tickets/TicketsPage")), "TicketsPage"),
});

const ticketRoute = createRoute({
  getParentRoute: () => ticketsRoute,
  path: "/$ticket",
  component: screen(() => withWords("tickets", import("@/features/tickets/TicketPage")), "TicketPage"),
});

export const ticketRoutes = ticketsRoute.addChildren([listRoute, ticketRoute]);
