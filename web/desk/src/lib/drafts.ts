import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { Problem } from "@/api/problem";
import type { Draft } from "@/api/types";
import { newId } from "./ids";
import { keep, recall, recallAll } from "./kept";
import { draftBox, type Pending, type Writer } from "./unsent";

export type Kind = Pending["kind"];
export const kinds: readonly Kind[] = ["reply", "note"];

/** What is begun here: in this browser at once, and with the server a moment later, for its writer's other devices. */
export interface Kept {
  conversation: string;
  kind: Kind;
  text: string;
  /** What these words may come after: the version last confirmed, and those sent since without hearing of them. */
  after: string[];
  /** The server has these very words. */
  saved: boolean;
  /** The last message when they were begun here. */
  begun?: number | undefined;
  /** … and when the last key was pressed. */
  seen?: number | undefined;
}

/** Milliseconds without a key, after which what is written is saved. */
const quiet = 1_200;
/** … and until it is tried again, where the server could not be reached or was busy. */
const again = 15_000;
/** What the server takes; longer than that stays in this browser. */
const longest = 8_000;
const mostAfter = 10;

export const draftKey = (writer: Writer, conversation: string, kind: Kind): string =>
  `${draftBox(writer)}${conversation}.${kind}`;
const known = (key: string): Kept | undefined => recall<Kept | undefined>(key, undefined);

/** Which of two drafts stands in the field: nothing that was typed gives way to what its writer has not seen. */
export function meet(
  mine: Kept | undefined,
  theirs: Pick<Draft, "text" | "version"> | undefined,
): "mine" | "theirs" | "differ" {
  if (mine === undefined) return "theirs";
  // Sent or emptied on another device, unless something has been typed here since.
  if (theirs === undefined) return mine.saved ? "theirs" : "mine";
  if (mine.after.includes(theirs.version)) return "mine";
  return mine.saved || mine.text === "" || mine.text === theirs.text ? "theirs" : "differ";
}

const timers = new Map<string, { due: ReturnType<typeof setTimeout>; save: () => void }>();
const underWay = new Set<string>();
/** How often something was confirmed: what was read before that is out of date. */
let confirmed = 0;
const clashes = new Set<(conversation: string) => void>();

/** Hears that the server has other words of the same writer in a conversation. */
export function onClash(listener: (conversation: string) => void): () => void {
  clashes.add(listener);
  return () => clashes.delete(listener);
}

function later(writer: Writer, key: string, after = quiet): void {
  clearTimeout(timers.get(key)?.due);
  const save = () => {
    timers.delete(key);
    void put(writer, key);
  };
  timers.set(key, { due: setTimeout(save, after), save });
}

/** Keeps what is written: here at once, with the server when the typing rests. What was sent is gone at once. */
export function write(
  writer: Writer,
  { conversation, kind, text, seq }: Pick<Kept, "conversation" | "kind" | "text"> & { seq: number },
): void {
  const key = draftKey(writer, conversation, kind);
  const before = known(key);
  const after = before?.after ?? [];
  if (text === "" && after.length === 0) {
    // The server has never heard of it.
    clearTimeout(timers.get(key)?.due);
    timers.delete(key);
    keep(key, undefined);
    return;
  }
  const begun = before?.text ? before.begun : seq;
  keep<Kept>(key, { conversation, kind, text, after, saved: false, begun, seen: seq });
  later(writer, key);
  if (text === "") saveAll();
}

/** Lets what is written here come after what was written elsewhere, which has been seen. */
export function follow(writer: Writer, mine: Kept, version: string): void {
  const key = draftKey(writer, mine.conversation, mine.kind);
  keep<Kept>(key, { ...mine, after: [version], saved: false });
  later(writer, key);
}

async function put(writer: Writer, key: string): Promise<void> {
  const mine = known(key);
  if (mine === undefined || mine.saved || mine.text.length > longest) return;
  if (underWay.has(key)) return later(writer, key);
  underWay.add(key);
  const { conversation, kind, text, after } = mine;
  const version = newId();
  const [first, ...rest] = [...after, version];
  keep<Kept>(key, { ...mine, after: first === undefined ? [] : [first, ...rest.slice(1 - mostAfter)] });
  try {
    const stored = got(
      await client.PUT("/api/v1/workspaces/{workspace}/drafts/{conversation_id}/{kind}", {
        params: { path: { workspace: writer.workspace, conversation_id: conversation, kind } },
        body: { text, version, after },
        // It leaves also with the page.
        keepalive: true,
      }),
    );
    confirmed++;
    const now = known(key);
    const saved = now?.text === text;
    if (saved && text === "") keep(key, undefined);
    else if (now !== undefined) keep<Kept>(key, { ...now, after: [stored.version], saved });
    if (now !== undefined && !saved) later(writer, key);
  } catch (error) {
    // Whatever it is, the words are in this browser.
    const { code, passing } = Problem.of(error);
    if (passing) later(writer, key, again);
    if (code === "draft_elsewhere") for (const tell of clashes) tell(conversation);
  } finally {
    underWay.delete(key);
  }
}

/** Saves now what would be saved in a moment: the page is left. */
export function saveAll(): void {
  for (const { due, save } of [...timers.values()]) {
    clearTimeout(due);
    save();
  }
}

/** Saves what could not be saved before: the line is back. */
export function saveKept(writer: Writer): void {
  for (const one of recallAll<Kept>(draftBox(writer)))
    if (!one.saved) void put(writer, draftKey(writer, one.conversation, one.kind));
}

/** Looks what the server has, and takes it over where that loses nothing; tells where the two differ. */
export async function look(writer: Writer, conversation: string): Promise<Draft[]> {
  const params = { path: { workspace: writer.workspace, conversation_id: conversation } };
  for (;;) {
    const asked = confirmed;
    const { items } = got(
      await client.GET("/api/v1/workspaces/{workspace}/drafts/{conversation_id}", { params }),
    );
    if (asked !== confirmed) continue;
    return kinds.flatMap((kind) => {
      const key = draftKey(writer, conversation, kind);
      const theirs = items.find((one) => one.kind === kind);
      const which = meet(known(key), theirs);
      if (which === "theirs")
        keep<Kept>(
          key,
          theirs && { conversation, kind, text: theirs.text, after: [theirs.version], saved: true },
        );
      return which === "differ" && theirs !== undefined ? [theirs] : [];
    });
  }
}

if (typeof document !== "undefined") {
  addEventListener("pagehide", saveAll);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) saveAll();
  });
}
