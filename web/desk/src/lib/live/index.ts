import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useEffectEvent } from "react";
import { refused } from "@/api/client";
import type { Person } from "@/api/types";
import { newDesk } from "./desk";
import { type LiveEvent, reduce } from "./reduce";
import { type StreamStatus, watchStream } from "./stream";
import { liveKeys, type Typing, useWhispered } from "./whispers";

export { isOpen, isUnread } from "./lists";
export type { StreamStatus } from "./stream";

interface Options {
  workspace: string;
  me: string;
  /** Called when the server says that this user has no place in this workspace any more. */
  onGone: () => void;
}

const listeners = new Set<(news: LiveEvent) => void>();

/** Hears events after the cache has taken them in: for what is announced, never for what is shown. */
export function useNews(listener: (news: LiveEvent) => void): void {
  useEffect(() => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, [listener]);
}

/** Keeps the cache of one workspace true while mounted. The shell mounts it once. */
export function useLive({ workspace, me, onGone }: Options): void {
  const cache = useQueryClient();
  const gone = useEffectEvent(onGone);
  useEffect(
    () =>
      watchStream({
        url: () => `/api/v1/workspaces/${encodeURIComponent(workspace)}/events?desk=${newDesk()}`,
        onEvent: (event, data) => {
          const news = { event, data } as LiveEvent;
          reduce(cache, workspace, me, news);
          for (const listener of listeners) listener(news);
        },
        onStatus: (status) => cache.setQueryData(liveKeys.status(workspace), status),
        onRefused: (problem) => {
          refused(problem);
          // Suspended or removed: nothing of the workspace stays on the screen.
          if (problem.status !== 401) gone();
        },
      }),
    [cache, workspace, me],
  );
}

export const useLiveStatus = (workspace: string): StreamStatus =>
  useWhispered<StreamStatus>(liveKeys.status(workspace)) ?? "connecting";

export const usePresence = (workspace: string): Person[] =>
  useWhispered<Person[]>(liveKeys.presence(workspace)) ?? [];

export const useTyping = (workspace: string, id: string): (Typing & { at: number }) | null =>
  useWhispered<Typing & { at: number }>(liveKeys.typing(workspace, id)) ?? null;

/** For answers to own actions: the same reducer as the stream's, so both paths end in the same state. */
export function useReduce(workspace: string, me: string): (news: LiveEvent) => void {
  const cache: QueryClient = useQueryClient();
  return useCallback((news) => reduce(cache, workspace, me, news), [cache, workspace, me]);
}
