import { useCallback, useEffect } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { Problem } from "@/api/problem";
import { newId } from "@/lib/ids";
import { keep, recall, useKept } from "@/lib/kept";
import { useLiveStatus, useReduce } from "@/lib/live";
import type { LiveEvent } from "@/lib/live/reduce";

/** Written here, not yet acknowledged by the server. Kept across a reload; the id makes every retry the same request. */
export interface Pending {
  id: string;
  kind: "reply" | "note";
  text: string;
  at: string;
  /** Why the last try failed; null while one is under way. */
  failed: { code: string; passing: boolean } | null;
}

interface Place {
  workspace: string;
  conversation: string;
}

const none: Pending[] = [];
const box = (conversation: string) => `outbox.${conversation}`;
const underWay = new Set<string>();

function change(conversation: string, id: string, next: Pending | null): void {
  const rest = recall<Pending[]>(box(conversation), none);
  const changed =
    next === null ? rest.filter((one) => one.id !== id) : rest.map((one) => (one.id === id ? next : one));
  keep(box(conversation), changed.length > 0 ? changed : undefined);
}

async function post({ workspace, conversation }: Place, { id, kind, text }: Pending): Promise<LiveEvent> {
  const params = { path: { workspace, conversation_id: conversation } };
  const base = "/api/v1/workspaces/{workspace}/conversations/{conversation_id}";
  return kind === "reply"
    ? { event: "message", data: got(await client.POST(`${base}/messages`, { params, body: { id, text } })) }
    : { event: "note", data: got(await client.POST(`${base}/notes`, { params, body: { id, text } })) };
}

/** What is still to be tried, oldest first. */
const waiting = (conversation: string): Pending[] =>
  recall<Pending[]>(box(conversation), none).filter(({ failed }) => failed === null || failed.passing);

/** One after the other, as they were written: what comes later waits for what cannot pass yet. */
async function deliver(place: Place, onDone: (news: LiveEvent) => void): Promise<void> {
  const { conversation } = place;
  if (underWay.has(conversation)) return;
  underWay.add(conversation);
  for (let next = waiting(conversation)[0]; next !== undefined; next = waiting(conversation)[0]) {
    try {
      change(conversation, next.id, { ...next, failed: null });
      onDone(await post(place, next));
      change(conversation, next.id, null);
    } catch (error) {
      const { code, passing } = Problem.of(error);
      const held = passing ? waiting(conversation) : [next];
      for (const one of held) change(conversation, one.id, { ...one, failed: { code, passing } });
      if (passing) break;
    }
  }
  underWay.delete(conversation);
}

export function useOutbox(place: Place, me: string) {
  const { workspace, conversation } = place;
  const [pending] = useKept<Pending[]>(box(conversation), none);
  const reduce = useReduce(workspace, me);
  const status = useLiveStatus(workspace);

  const flush = useCallback(
    () => void deliver({ workspace, conversation }, reduce),
    [workspace, conversation, reduce],
  );
  const retry = useCallback(
    (one: Pending) => {
      change(conversation, one.id, { ...one, failed: null });
      flush();
    },
    [conversation, flush],
  );
  const send = useCallback(
    (kind: Pending["kind"], text: string) => {
      const one: Pending = { id: newId(), kind, text, at: new Date().toISOString(), failed: null };
      keep(box(conversation), [...recall<Pending[]>(box(conversation), none), one]);
      flush();
    },
    [conversation, flush],
  );
  const discard = useCallback((id: string) => change(conversation, id, null), [conversation]);

  // When the line is back, or after a reload, whatever may pass now is tried again.
  useEffect(() => {
    if (status === "live") flush();
  }, [status, flush]);

  return { pending, send, retry, discard };
}
