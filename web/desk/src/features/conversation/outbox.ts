import { useCallback, useEffect } from "react";
import type { Attachment } from "@/api/attachments";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { Problem } from "@/api/problem";
import { newId } from "@/lib/ids";
import { keep } from "@/lib/kept";
import { useLiveStatus, useReduce } from "@/lib/live";
import type { LiveEvent } from "@/lib/live/reduce";
import { backOff } from "@/lib/live/stream";
import { box, type Pending, unsent, useUnsent, type Writer } from "@/lib/unsent";
import { mentionsIn } from "./Composer/mentioned";

type Tell = (news: LiveEvent) => void;

const underWay = new Set<string>();
let again: ReturnType<typeof setTimeout> | undefined;

const put = (writer: Writer, one: Pending): void => keep(box(writer) + one.id, one);
const remove = (writer: Writer, id: string): void => keep(box(writer) + id, undefined);

/** Says what became of a try; what another tab has sent or discarded meanwhile stays away. */
function note(writer: Writer, one: Pending, failed: Pending["failed"]): void {
  if (unsent(writer).some(({ id }) => id === one.id)) put(writer, { ...one, failed });
}

async function post(
  workspace: string,
  { id, conversation, kind, text, files = [], seen }: Pending,
): Promise<LiveEvent> {
  const params = { path: { workspace, conversation_id: conversation } };
  const base = "/api/v1/workspaces/{workspace}/conversations/{conversation_id}";
  const mentions = kind === "note" && text.includes("@") ? await called(workspace, text) : [];
  return kind === "reply"
    ? {
        event: "message",
        data: got(
          await client.POST(`${base}/messages`, {
            params,
            body: { id, text, attachments: files.map((file) => file.id), seen_seq: seen ?? null },
          }),
        ),
      }
    : {
        event: "note",
        data: got(await client.POST(`${base}/notes`, { params, body: { id, text, mentions } })),
      };
}

/** Whom a note calls. Asked when it leaves, so that it calls also where it was written while nobody answered. */
async function called(workspace: string, text: string): Promise<string[]> {
  const members = got(
    await client.GET("/api/v1/workspaces/{workspace}/members", { params: { path: { workspace } } }),
  );
  return mentionsIn(
    text,
    members.items.filter((one) => !one.suspended),
  )
    .map(({ id }) => id)
    .slice(0, 20);
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
      note(writer, next, null);
      tell(await post(writer.workspace, next));
      remove(writer, next.id);
    } catch (error) {
      const { code, passing, status } = Problem.of(error);
      // Signed out: it leaves when they are back.
      const later = passing || status === 401;
      for (const one of later ? waiting(writer) : [next]) note(writer, one, { code, passing: later });
      if (passing) again = setTimeout(() => void deliver(writer, tell, tries + 1), backOff(tries));
      if (later) break;
    }
  }
  underWay.delete(name);
}

/** When the line is back, after a reload or a new sign-in, whatever may pass now is tried again, drafts, too. Mounted once. */
export function useDelivery(workspace: string, me: string): void {
  const reduce = useReduce(workspace, me);
  const status = useLiveStatus(workspace);
  useEffect(() => {
    if (status !== "live") return;
    void deliver({ workspace, me }, reduce);
    void import("@/lib/drafts").then(({ saveKept }) => saveKept({ workspace, me }));
  }, [status, workspace, me, reduce]);
  // Nobody sends for somebody who has gone.
  useEffect(() => () => clearTimeout(again), []);
}

/** What waits in one conversation, and what can be done about it. */
export function useOutbox(workspace: string, conversation: string, me: string) {
  const pending = useUnsent({ workspace, me }).filter((one) => one.conversation === conversation);
  const reduce = useReduce(workspace, me);

  const leave = useCallback(
    (one: Pending) => {
      const writer = { workspace, me };
      put(writer, one);
      void deliver(writer, reduce);
    },
    [workspace, me, reduce],
  );
  // Told why it was not sent, they want it sent.
  const retry = useCallback((one: Pending) => leave({ ...one, failed: null, seen: undefined }), [leave]);
  const send = useCallback(
    (kind: Pending["kind"], text: string, files: Attachment[], seen: number) =>
      leave({
        id: newId(),
        conversation,
        kind,
        text,
        files,
        at: new Date().toISOString(),
        seen,
        failed: null,
      }),
    [conversation, leave],
  );
  const discard = useCallback((id: string) => remove({ workspace, me }, id), [workspace, me]);

  return { pending, send, retry, discard };
}
