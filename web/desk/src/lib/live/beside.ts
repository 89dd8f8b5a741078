import { useEffect, useMemo, useState } from "react";
import type { Person } from "@/api/types";
import type { StreamStatus } from "./stream";
import { type Looking, liveKeys, useWhispered, type Writing } from "./whispers";

/** Nobody types this long without saying so again: a lost "stopped" must not type for ever. */
export const typingLasts = 7_000;

/** A colleague at a conversation. */
export interface Beside extends Person {
  writing: boolean;
}

type Of = (conversation: string) => readonly Beside[];
const none: readonly Beside[] = [];

/** Who is at which conversation beside the reader, who writes before who looks. */
export function besides(looking: Looking, writing: Writing, me: string, now: number): Map<string, Beside[]> {
  const all = new Map<string, Beside[]>();
  for (const [conversation, { at, ...person }] of Object.entries(writing))
    if (person.id !== me && now - at < typingLasts) all.set(conversation, [{ ...person, writing: true }]);
  for (const [conversation, people] of Object.entries(looking)) {
    const there = all.get(conversation) ?? [];
    const others = people.filter(({ id }) => id !== me && id !== there[0]?.id);
    if (there.length + others.length > 0)
      all.set(conversation, [...there, ...others.map((one) => ({ ...one, writing: false }))]);
  }
  return all;
}

const nobody: Record<string, never> = {};

/** Who else looks at a conversation or writes there. Nobody, while it cannot be known. */
export function useBeside(workspace: string, me: string): Of {
  const live = useWhispered<StreamStatus>(liveKeys.status(workspace)) === "live";
  const looking = useWhispered<Looking>(liveKeys.looking(workspace)) ?? nobody;
  const writing = useWhispered<Writing>(liveKeys.writing(workspace)) ?? nobody;
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const next = Math.min(...Object.values(writing).map(({ at }) => at + typingLasts));
    setNow(Date.now());
    if (next === Number.POSITIVE_INFINITY) return;
    const timer = setTimeout(() => setNow(Date.now()), Math.max(0, next - Date.now()) + 50);
    return () => clearTimeout(timer);
  }, [writing]);
  return useMemo(() => {
    const all = live ? besides(looking, writing, me, now) : new Map<string, Beside[]>();
    return (conversation) => all.get(conversation) ?? none;
  }, [looking, writing, me, now, live]);
}
