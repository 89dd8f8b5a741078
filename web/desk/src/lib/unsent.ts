import type { Attachment } from "@/api/attachments";
import { recallAll, useAllKept } from "./kept";

/** Written here, not yet acknowledged by the server. Kept across a reload; the id makes every retry the same request. */
export interface Pending {
  id: string;
  conversation: string;
  kind: "reply" | "note";
  text: string;
  /** What goes with it, and is with the server already. What was kept by an older page has none. */
  files?: Attachment[];
  at: string;
  /** How far its writer had read, so that it crosses no colleague's reply unseen. */
  seen?: number | undefined;
  /** Why the last try failed; null while one is under way. */
  failed: { code: string; passing: boolean } | null;
}

/** Whose words in which workspace: who signs in after them at this machine neither sees nor sends them. */
export interface Writer {
  workspace: string;
  me: string;
}

/** Where a writer's unsent words are kept, each under its own id: tabs share the storage, but not the moment. */
export const box = ({ workspace, me }: Writer): string => `outbox.${me}.${workspace}.`;

/** Where their drafts are kept, in the same way. */
export const draftBox = ({ workspace, me }: Writer): string => `draft.${me}.${workspace}.`;

const inOrder = (all: Pending[]): Pending[] => [...all].sort((a, b) => (a.at < b.at ? -1 : 1));

/** What still waits to be sent in a workspace, oldest first. */
export const unsent = (writer: Writer): Pending[] => inOrder(recallAll(box(writer)));

/** The same as state: the conversation shows it, and the list that it is there. */
export const useUnsent = (writer: Writer): Pending[] => inOrder(useAllKept<Pending>(box(writer)));
