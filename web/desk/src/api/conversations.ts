import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client } from "./client";
import { Problem } from "./problem";
import type { Conversation, Message, Page, Sort, State, View, ViewFilter } from "./types";

/** Every state, in the order of a conversation's life. */
export const states: readonly State[] = [
  "active",
  "idle",
  "queued",
  "with_agent",
  "waiting_customer",
  "resolved",
  "not_resolved",
  "cancelled",
  "ended",
  "merged",
];

/**
 * The queries that live events write into. All keys start with `["desk", workspace]`, so one invalidation after a
 * `reset` refetches whatever is on screen. The reducer in `lib/live` is the only other writer of these keys.
 */
export interface Filter {
  view: View;
  /** What is sought. */
  q?: string | undefined;
  /** Several are parted by commas, so that an address can be read. */
  state?: string | undefined;
  label?: string | undefined;
  priority?: string | undefined;
  risk?: string | undefined;
  team?: string | undefined;
  assignee?: string | undefined;
  channel?: string | undefined;
  language?: string | undefined;
  unread?: boolean | undefined;
  /** Days. */
  created_within?: number | undefined;
  active_within?: number | undefined;
  sort?: Sort | undefined;
}

/** What a list may be narrowed by that may be one of several. */
export const sides = [
  "state",
  "label",
  "priority",
  "risk",
  "team",
  "assignee",
  "channel",
  "language",
] as const;
export const within = ["created_within", "active_within"] as const;
export const several = (side: string | undefined): string[] => side?.split(",").filter(Boolean) ?? [];

/** What of an address says which list it is. */
export function filterOf(search: Filter): Filter {
  const { view, q, unread, sort } = search;
  const filter: Filter = { view };
  if (q) filter.q = q;
  for (const side of sides) if (search[side]) filter[side] = search[side];
  for (const side of within) if (search[side]) filter[side] = search[side];
  if (unread) filter.unread = true;
  if (sort) filter.sort = sort;
  return filter;
}

/** By how many things a list is narrowed. */
export const narrowedBy = (filter: Filter): number =>
  [...sides, ...within, "unread" as const].filter((side) => filter[side]).length;

/** The same as the API asks for it. */
export function asked(filter: Filter): ViewFilter & { q?: string } {
  const lists = Object.fromEntries(
    sides.flatMap((side) => (filter[side] ? [[side, several(filter[side])]] : [])),
  );
  return { ...filterOf(filter), ...lists } as unknown as ViewFilter & { q?: string };
}
const base = "/api/v1/workspaces/{workspace}/conversations";

/** Larger than any seq: "the newest messages". */
const newest = 2 ** 31 - 1;
export const pageOfMessages = 50;

/** The body of an answer; the client's middleware has already thrown for every refusal. */
export function got<Data>(answer: { data?: Data }): Data {
  if (answer.data === undefined) {
    throw new Problem({ status: 0, code: "unreachable", title: "The server answered without a body." });
  }
  return answer.data;
}

export const keys = {
  desk: (workspace: string) => ["desk", workspace] as const,
  lists: (workspace: string) => ["desk", workspace, "list"] as const,
  list: (workspace: string, filter: Filter) => ["desk", workspace, "list", filterOf(filter)] as const,
  money: (workspace: string) => ["desk", workspace, "money"] as const,
  counts: (workspace: string) => ["desk", workspace, "counts"] as const,
  conversation: (workspace: string, id: string) => ["desk", workspace, "conversation", id] as const,
  /** Below the conversation: whatever makes that stale makes this stale. */
  handoff: (workspace: string, id: string) => ["desk", workspace, "conversation", id, "handoff"] as const,
  drafts: (workspace: string) => ["desk", workspace, "drafts"] as const,
  messages: (workspace: string, id: string) => ["desk", workspace, "messages", id] as const,
  notes: (workspace: string, id: string) => ["desk", workspace, "notes", id] as const,
  history: (workspace: string, id: string) => ["desk", workspace, "history", id] as const,
};

/** A part of a list, from the place a cursor names on. */
export async function fetchPart(
  workspace: string,
  filter: Filter,
  cursor: string | null,
  signal: AbortSignal,
): Promise<Page<Conversation>> {
  const query = { ...asked(filter), cursor: cursor ?? undefined, limit: 40 };
  return got(await client.GET(base, { params: { path: { workspace }, query }, signal }));
}

export const listQuery = (workspace: string, filter: Filter) =>
  infiniteQueryOptions({
    queryKey: keys.list(workspace, filter),
    queryFn: ({ pageParam, signal }) => fetchPart(workspace, filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const countsQuery = (workspace: string) =>
  queryOptions({
    queryKey: keys.counts(workspace),
    queryFn: async ({ signal }) =>
      got(await client.GET(`${base}/counts`, { params: { path: { workspace } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Where the reader has begun something, on whichever device. What it is, `lib/drafts` knows. */
export const draftsQuery = (workspace: string) =>
  queryOptions({
    queryKey: keys.drafts(workspace),
    queryFn: async ({ signal }) =>
      got(
        await client.GET("/api/v1/workspaces/{workspace}/drafts", {
          params: { path: { workspace } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const conversationQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: keys.conversation(workspace, id),
    queryFn: async ({ signal }) =>
      got(
        await client.GET(`${base}/{conversation_id}`, {
          params: { path: { workspace, conversation_id: id } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const handoffQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: keys.handoff(workspace, id),
    queryFn: async ({ signal }) =>
      got(
        await client.GET(`${base}/{conversation_id}/handoff`, {
          params: { path: { workspace, conversation_id: id } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The part of a thread that is loaded: always its end, grown upwards on demand. */
export interface Thread {
  items: Message[];
  hasEarlier: boolean;
}

export async function fetchMessages(
  workspace: string,
  id: string,
  before: number = newest,
  signal?: AbortSignal,
): Promise<Thread> {
  const page = got(
    await client.GET(`${base}/{conversation_id}/messages`, {
      params: {
        path: { workspace, conversation_id: id },
        query: { before_seq: before, limit: pageOfMessages },
      },
      signal,
    }),
  );
  return { items: page.items, hasEarlier: (page.items[0]?.seq ?? 1) > 1 };
}

export const messagesQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: keys.messages(workspace, id),
    queryFn: ({ signal }) => fetchMessages(workspace, id, newest, signal),
    // A refetch brings the newest page; what was already read above it stays while the two still touch.
    structuralSharing: (old, next) => joinThreads(old as Thread | undefined, next as Thread),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** One thread of an older and a newer part; the newer wins, and a gap between them drops the older. */
export function joinThreads(older: Thread | undefined, newer: Thread): Thread {
  const first = newer.items[0];
  const last = older?.items.at(-1);
  if (older === undefined || first === undefined || last === undefined || last.seq + 1 < first.seq)
    return newer;
  const kept = older.items.filter((message) => message.seq < first.seq);
  if (kept.length === 0) return newer;
  return { items: [...kept, ...newer.items], hasEarlier: older.hasEarlier };
}

export const notesQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: keys.notes(workspace, id),
    queryFn: async ({ signal }) =>
      got(
        await client.GET(`${base}/{conversation_id}/notes`, {
          params: { path: { workspace, conversation_id: id } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const historyQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: keys.history(workspace, id),
    queryFn: async ({ signal }) =>
      got(
        await client.GET(`${base}/{conversation_id}/history`, {
          params: { path: { workspace, conversation_id: id } },
          signal,
        }),
      ),
    staleTime: 30_000,
  });
