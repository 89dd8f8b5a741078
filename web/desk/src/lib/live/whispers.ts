import { type QueryClient, skipToken, useQuery } from "@tanstack/react-query";
import type { Person } from "@/api/types";

export interface Typing {
  conversation_id: string;
  author: "customer" | "agent";
  name: string | null;
  active: boolean;
  /** Which colleague it is. */
  user_id: string | null;
}

/** Colleagues who write, by conversation, and when they last said so. */
export type Writing = Record<string, Person & { at: number }>;
/** Colleagues who look, by conversation. */
export type Looking = Record<string, Person[]>;

/** Never stored and never fetched: what people are doing right now. */
export const liveKeys = {
  status: (workspace: string) => ["live", workspace, "status"] as const,
  presence: (workspace: string) => ["live", workspace, "presence"] as const,
  looking: (workspace: string) => ["live", workspace, "looking"] as const,
  writing: (workspace: string) => ["live", workspace, "writing"] as const,
  typing: (workspace: string, id: string) => ["live", workspace, "typing", id] as const,
};

/** What the stream says of it: all there is, or what has changed. */
export interface Looks {
  whole: boolean;
  conversations: Looking;
}

export function onTyping(cache: QueryClient, workspace: string, news: Typing): void {
  cache.setQueryData(
    liveKeys.typing(workspace, news.conversation_id),
    news.active ? { ...news, at: Date.now() } : null,
  );
  const { conversation_id: id, user_id: user, name, active } = news;
  if (user === null) return;
  cache.setQueryData<Writing>(liveKeys.writing(workspace), ({ [id]: before, ...others } = {}) => {
    if (active) return { ...others, [id]: { id: user, name: name ?? "", at: Date.now() } };
    return before === undefined || before.id === user ? others : { ...others, [id]: before };
  });
}

export function onLooking(cache: QueryClient, workspace: string, { whole, conversations }: Looks): void {
  cache.setQueryData<Looking>(liveKeys.looking(workspace), (before) => {
    const all = Object.entries(whole ? conversations : { ...before, ...conversations });
    return Object.fromEntries(all.filter(([, people]) => people.length > 0));
  });
}

/** What was said last of something that is never fetched. */
export function useWhispered<Value>(key: readonly unknown[]): Value | undefined {
  return useQuery<Value>({ queryKey: key, queryFn: skipToken, gcTime: Number.POSITIVE_INFINITY }).data;
}
