import { recall, useKept } from "./kept";

/** Written here, not yet acknowledged by the server. Kept across a reload; the id makes every retry the same request. */
export interface Pending {
  id: string;
  conversation: string;
  kind: "reply" | "note";
  text: string;
  at: string;
  /** Why the last try failed; null while one is under way. */
  failed: { code: string; passing: boolean } | null;
}

/** Whose words in which workspace: who signs in after them at this machine neither sees nor sends them. */
export interface Writer {
  workspace: string;
  me: string;
}

const none: Pending[] = [];
export const box = ({ workspace, me }: Writer): string => `outbox.${me}.${workspace}`;

export const unsent = (writer: Writer): Pending[] => recall(box(writer), none);

/** What still waits to be sent in a workspace, oldest first: the conversation shows it, and the list that it is there. */
export const useUnsent = (writer: Writer): Pending[] => useKept<Pending[]>(box(writer), none)[0];
