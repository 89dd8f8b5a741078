import { useCallback, useEffect } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { Problem } from "@/api/problem";
import { newId } from "@/lib/ids";
import { keep } from "@/lib/kept";
import { useLiveStatus, useReduce } from "@/lib/live";
import type { LiveEvent } from "@/lib/live/reduce";
import { backOff } from "@/lib/live/stream";
import { box, type Pending, unsent, useUnsent, type Writer } from "@/lib/unsent";

type Tell = (news: LiveEvent) => void;

const underWay = new Set<string>();
let again: ReturnType<typeof setTimeout> | undefined;

function store(writer: Writer, all: Pending[]): void {
  keep(box(writer), all.length > 0 ? all : undefined);
}

function change(writer: Writer, id: string, next: Pending | null): void {
  store(
    writer,
    unsent(writer).flatMap((one) => (one.id !== id ? one : (next ?? []))),
  );
}

async function post(workspace: string, { id, conversation, kind, text }: Pending): Promise<LiveEvent> {
  const params = { path: { workspace, conversation_id: conversation } };
  const base = "/api/v1/workspaces/{workspace}/conversations/{conversation_id}";
  return kind === "reply"
    ? { event: "message", data: got(await client.POST(`${base}/messages`, { params, body: { id, text } })) }
    : { event: "note", data: got(await client.POST(`${base}/notes`, { params, body: { id, text } })) };
}

/** What is still to be tried, oldest first. */
const waiting = (writer: Writer): Pending[] =>
  unsent(writer).filter(({ failed }) => failed === null || failed.passing);

/** One after the other, as they were written, whichever conversation is open; what cannot pass yet is tried again. */
async function deliver(writer: Writer, tell: Tell, tries = 0): Promise<void> {
  const name = box(writer);
  if (underWay.has(name)) return;
  underWay.add(name);
  clearTimeout(again);
  for (let next = waiting(writer)[0]; next !== undefined; next = waiting(writer)[0]) {
    try {
      change(writer, next.id, { ...next, failed: null });
      tell(await post(writer.workspace, next));
      change(writer, next.id, null);
    } catch (error) {
      const { code, passing, status } = Problem.of(error);
      // Signed out: it leaves when they are back.
      const later = passing || status === 401;
      for (const one of later ? waiting(writer) : [next])
        change(writer, one.id, { ...one, failed: { code, passing: later } });
      if (passing) again = setTimeout(() => void deliver(writer, tell, tries + 1), backOff(tries));
      if (later) break;
    }
  }
  underWay.delete(name);
}

/** When the line is back, after a reload or a new sign-in, whatever may pass now is tried again. Mounted once. */
export function useDelivery(workspace: string, me: string): void {
  const reduce = useReduce(workspace, me);
  const status = useLiveStatus(workspace);
  useEffect(() => {
    if (status === "live") void deliver({ workspace, me }, reduce);
  }, [status, workspace, me, reduce]);
  // Nobody sends for somebody who has gone.
  useEffect(() => () => clearTimeout(again), []);
}

/** What waits in one conversation, and what can be done about it. */
export function useOutbox(workspace: string, conversation: string, me: string) {
  const pending = useUnsent({ workspace, me }).filter((one) => one.conversation === conversation);
  const reduce = useReduce(workspace, me);

  const put = useCallback(
    (edit: (all: Pending[]) => Pending[]) => {
      const writer = { workspace, me };
      store(writer, edit(unsent(writer)));
      void deliver(writer, reduce);
    },
    [workspace, me, reduce],
  );
  const retry = useCallback(
    (one: Pending) => put((all) => all.map((old) => (old.id === one.id ? { ...one, failed: null } : old))),
    [put],
  );
  const send = useCallback(
    (kind: Pending["kind"], text: string) =>
      put((all) => [
        ...all,
        { id: newId(), conversation, kind, text, at: new Date().toISOString(), failed: null },
      ]),
    [conversation, put],
  );
  const discard = useCallback((id: string) => change({ workspace, me }, id, null), [workspace, me]);

  return { pending, send, retry, discard };
}
