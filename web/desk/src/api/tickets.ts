import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client } from "./client";
import { got, keys } from "./conversations";
import type { Got, Item } from "./types";

export const ticketsPath = "/api/v1/workspaces/{workspace}/tickets";
export const ticketPath = "/api/v1/workspaces/{workspace}/tickets/{ticket_id}";
export const slaPath = "/api/v1/workspaces/{workspace}/sla-policies";

export type Ticket = Item<Got<typeof ticketsPath>>;
export type TicketStatus = Ticket["status"];
export type TicketEntry = Item<Got<`${typeof ticketPath}/entries`>>;
export type TicketPromise = NonNullable<Ticket["response"]>;
export type SlaPolicy = Item<Got<typeof slaPath>>;

export const statuses = [
  "open",
  "waiting_customer",
  "resolved",
  "closed",
] as const satisfies readonly TicketStatus[];
export const priorities = [
  "urgent",
  "high",
  "normal",
  "low",
] as const satisfies readonly Ticket["priority"][];

/** All that is read of tickets: read again when the stream tells of any. */
export const ticketKeys = {
  all: (workspace: string) => [...keys.desk(workspace), "tickets"] as const,
  one: (workspace: string, id: string) => [...ticketKeys.all(workspace), "one", id] as const,
};

export interface TicketsAsked {
  status?: TicketStatus[];
  assignee?: string[];
  contact?: string;
  watching?: boolean;
  late?: boolean;
  q?: string;
  sort?: "recent" | "due";
}

export const ticketsQuery = (workspace: string, asked: TicketsAsked) =>
  infiniteQueryOptions({
    queryKey: [...ticketKeys.all(workspace), "list", asked],
    queryFn: async ({ pageParam, signal }) =>
      got(
        await client.GET(ticketsPath, {
          params: {
            path: { workspace },
            query: { ...asked, ...(pageParam !== null && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const ticketQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: ticketKeys.one(workspace, id),
    queryFn: async ({ signal }) =>
      got(await client.GET(ticketPath, { params: { path: { workspace, ticket_id: id } }, signal })),
  });

export const entriesQuery = (workspace: string, id: string) =>
  infiniteQueryOptions({
    queryKey: [...ticketKeys.one(workspace, id), "entries"],
    queryFn: async ({ pageParam, signal }) =>
      got(
        await client.GET(`${ticketPath}/entries`, {
          params: {
            path: { workspace, ticket_id: id },
            query: pageParam === null ? {} : { cursor: pageParam },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
