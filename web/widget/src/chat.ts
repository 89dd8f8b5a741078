/** The conversation as this page knows it: thread, outbox and event stream, and what the customer does with them. */

import { call, type Refusal, send } from "./api";
import { changed, emit } from "./bus";
import { createOutbox, type Outcome } from "./outbox";
import {
  arrive,
  begin,
  conversationId,
  dropConversation,
  dropVisitor,
  findConversation,
  token,
} from "./session";
import type { ServerEvent } from "./sse";
import { read, write } from "./storage";
import { createStream } from "./stream";
import { createThread } from "./thread";
import type { Choice, Conversation, Message, Unsent } from "./types";
import { wake } from "./waiting";

const PAGE = 50;
export const thread = createThread();
/** Answers that are still being written, by message id. */
export const drafts = new Map<string, string>();
export let conversation: Conversation | null = null;
/** Who is writing just now: a name, or "" for the assistant. */
export let typing: string | null = null;
export let isOpen = false;

let seen = 0;
/** The history is here, or there is none yet. */
let loaded = false;
let typingEnds: ReturnType<typeof setTimeout>;

const path = (rest: string) => `conversations/${conversationId()}${rest}`;
const page = (query: string) => call<{ items: Message[] }>(path(`/messages?limit=${PAGE}&${query}`));
/** What is only a courtesy may fail. */
const tell = (what: string, body: object) => call(path(what), body).catch(() => {});

export const closed = (): boolean => !!conversation && /(resolved|cancelled|ended)$/.test(conversation.state);
export const unread = (): number =>
  isOpen
    ? 0
    : thread.list().filter(({ seq, author }) => seq > seen && author !== "customer" && author !== "system")
        .length;

function setState(next: Conversation): void {
  if (conversation?.id === next.id && next.version < conversation.version) return;
  if (conversation?.state !== next.state) emit("state", next);
  conversation = next;
  seen = Math.max(seen, next.seen_seq);
}

function setTyping(name: string | null): void {
  typing = name;
  clearTimeout(typingEnds);
  if (name !== null) typingEnds = setTimeout(() => setTyping(null), 15_000);
  changed();
}

function markSeen(): void {
  const last = thread.last();
  if (!isOpen || document.hidden || last <= seen) return;
  seen = last;
  tell("/seen", { seq: last });
}

/** `quiet`: history, which nobody needs to be told of. */
function take(messages: Message[], quiet = false): void {
  const waiting = unsent().map(({ id }) => id);
  for (const message of thread.put(messages)) {
    drafts.delete(message.id);
    if (waiting.includes(message.id)) outbox.remove(message.id);
    if (message.author === "customer" || quiet) continue;
    setTyping(null);
    emit("message", message);
  }
  markSeen();
  changed();
  fillGap();
}

let filling = false;
async function fillGap(): Promise<void> {
  if (filling || !thread.gap()) return;
  filling = true;
  try {
    const { items } = await page(`after_seq=${thread.top()}`);
    take(items);
    if (items.length < PAGE) thread.settle();
    filling = false;
    fillGap();
  } catch {
    // The stream resumes from top() and brings them.
    filling = false;
  }
}

async function history(): Promise<void> {
  setState(await call<Conversation>(path("")));
  take((await page(`before_seq=${(conversation?.last_seq ?? 0) + 1}`)).items, true);
  thread.start();
  loaded = true;
}

export const loadEarlier = (): Promise<void> =>
  page(`before_seq=${thread.list()[0]?.seq}`).then(
    ({ items }) => take(items, true),
    () => {},
  );

function receive({ event, data }: ServerEvent): void {
  const body = JSON.parse(data);
  if (event === "message") take([body]);
  else if (event === "state") {
    setState(body);
    connect();
  } else if (event === "typing") setTyping(body.active ? (body.name ?? "") : null);
  else if (event === "delta" || event === "replace") {
    drafts.set(body.id, (event === "delta" ? (drafts.get(body.id) ?? "") : "") + body.text);
    setTyping(null);
  }
  changed();
}

function lost(status: number): void {
  if (status === 401) dropVisitor();
  else if (status === 404) dropConversation();
  sync();
}

const connect = createStream(
  () => !!token() && !!conversationId() && !document.hidden && (isOpen || !closed()),
  async (signal) => {
    if (!loaded) await history();
    drafts.clear();
    return send(path("/events"), { signal, headers: { "Last-Event-ID": `${thread.top()}` } });
  },
  receive,
  lost,
);

/** Follows what another tab or `identify` changed in storage. */
export function sync(): void {
  if (conversation && conversation.id !== conversationId()) {
    conversation = null;
    loaded = false;
    seen = 0;
    thread.clear();
    drafts.clear();
  }
  connect();
  changed();
}

async function deliver({ id, text, choice, seen_seq }: Unsent): Promise<Outcome> {
  const known = !!conversation;
  const hadToken = !!token();
  try {
    await arrive();
    if (!conversation) {
      loaded = !conversationId();
      setState(await begin());
      if (loaded) thread.start();
      connect();
    }
    take([await call<Message>(path("/messages"), { id, text, choice, seen_seq })]);
    return true;
  } catch (error) {
    const { status, passing, after } = error as Refusal;
    if (passing !== false) return { after };
    if ((status === 401 && hadToken) || (status === 404 && known)) {
      lost(status);
      return {};
    }
    return false;
  }
}

export const unsent = (): Unsent[] => read("outbox") ?? [];
export const outbox = createOutbox(
  unsent,
  (items) => {
    write("outbox", items);
    changed();
  },
  deliver,
);

export function say(text: string, choice: Choice | null = null): void {
  outbox.add(text, choice, thread.last());
  sentTyping = 0;
}

let sentTyping = 0;
/** Tells the agent that the customer is writing; every 3 s at most, and only while there is one to tell. */
export function typed(): void {
  if (!conversation?.agent || Date.now() - sentTyping < 3000) return;
  sentTyping = Date.now();
  tell("/typing", { active: true });
}

/** Where it fails the stars stay for another try. */
export const rate = (score: number, comment: string): Promise<void> =>
  call<Conversation>(path("/rating"), { score, comment: comment || null })
    .then(setState, () => {})
    .then(changed);

export function setOpen(open: boolean): void {
  isOpen = open;
  markSeen();
  sync();
  emit(open ? "open" : "close");
}

/** Takes up what the last visit left, and follows tab, network and other tabs. */
export async function resume(): Promise<void> {
  document.addEventListener("visibilitychange", () => {
    wake();
    markSeen();
    sync();
  });
  addEventListener("online", changed);
  addEventListener("offline", changed);
  addEventListener("storage", sync);
  await findConversation().catch(() => {});
  sync();
  outbox.flush();
}
