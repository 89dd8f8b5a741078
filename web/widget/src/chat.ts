/** The conversation as this page knows it: thread, outbox and event stream, and what the customer does with them. */

import { call, type Refusal, send } from "./api";
import { changed, emit } from "./bus";
import { more } from "./more";
import { createOutbox, type Outcome } from "./outbox";
import {
  arrive,
  begin,
  conversationId,
  dropConversation,
  dropVisitor,
  findConversation,
  goOn,
  inTurn,
  over,
} from "./session";
import type { ServerEvent } from "./sse";
import { createStream } from "./stream";
import { createThread } from "./thread";
import type { Choice, Conversation, Message, Unsent, UnsentFile } from "./types";
import { expectAnswer, setTyping, typing } from "./typing";

const PAGE = 50;
export const thread = createThread();
/** Answers that are still being written, by message id. */
export const drafts = new Map<string, string>();
export let conversation: Conversation | null = null;
export let isOpen = false;

/** The newest that has been on the screen. */
let seen = 0;
/** The newest that has been there for a second, as long as reading takes at least. */
let read = 0;
/** What was read when the first key of the next message was pressed. */
let readBefore: number | null = null;
/** The history is here, or there is none yet. */
let loaded = false;

/** Asks about the conversation of this moment; what comes back when it is another one goes nowhere. */
export async function ask<T>(rest: string, body?: object): Promise<T> {
  const id = conversationId();
  const answer = id && (await call<T>(`conversations/${id}${rest}`, body));
  if (!id || id !== conversationId()) throw {};
  return answer as T;
}
const page = (query: string) => ask<{ items: Message[] }>(`/messages?limit=${PAGE}&${query}`);
/** What is only a courtesy may fail. */
const tell = (what: string, body: object) => ask(what, body).catch(() => {});

/** (Not) resolved, cancelled or ended; only `queued` sounds alike. */
export const closed = (): boolean => !!conversation && over(conversation.state);
/** How many, as it is shown: with a plus where the messages before those that are here may be unread too. */
export function unread(): string {
  const news = thread.list().filter(({ seq, author }) => seq > seen && !/^[cs]/.test(author)).length;
  return isOpen || !news ? "" : news + ((thread.list()[0] as Message).seq > seen + 1 ? "+" : "");
}

export function setState(next: Conversation): void {
  if (conversation?.id === next.id && next.version < conversation.version) return;
  if (next.merged_into) {
    goOn(next.id, next.merged_into);
    return;
  }
  if (conversation?.state !== next.state) emit("state", next);
  conversation = next;
  seen = Math.max(seen, next.seen_seq);
}

function markSeen(): void {
  const last = thread.last();
  if (!isOpen || document.hidden) return;
  setTimeout(() => {
    read = last;
  }, 1000);
  if (last <= seen) return;
  seen = last;
  tell("/seen", { seq: last });
}

/** `quiet`: history, which nobody needs to be told of. */
function take(messages: Message[], quiet = false): void {
  for (const message of thread.put(messages)) {
    drafts.delete(message.id);
    if (message.author === "customer") outbox.remove(message.id);
    else {
      setTyping(null);
      if (!quiet) emit("message", message);
    }
  }
  // Known from the thread alone, so also after a reload.
  if (thread.list().at(-1)?.author === "customer" && /^(active|idle)/.test(conversation?.state ?? ""))
    expectAnswer();
  markSeen();
  changed();
  fillGap();
}

let filling = false;
function fillGap(): void {
  if (filling || !thread.gap()) return;
  filling = true;
  page(`after_seq=${thread.top()}`).then(
    ({ items }) => {
      take(items);
      if (items.length < PAGE) thread.settle();
      filling = false;
      fillGap();
    },
    () => {
      // The stream resumes from top() and brings them.
      filling = false;
    },
  );
}

async function history(): Promise<void> {
  const known = await ask<Conversation>("");
  setState(known);
  if (known.merged_into) throw {};
  const { items } = await page(`before_seq=${known.last_seq + 1}`);
  thread.start(known.last_seq);
  loaded = true;
  take(items, true);
}

export const loadEarlier = (): Promise<void> =>
  page(`before_seq=${thread.list()[0]?.seq}`)
    .then(({ items }) => take(items, true))
    .catch(() => {});

function receive({ event, data }: ServerEvent): void {
  const body = JSON.parse(data);
  if (event === "message") take([body]);
  else if (event === "state") {
    setState(body);
    sync();
  } else if (event === "typing") setTyping(body.active ? (body.name ?? "") : null);
  else if (event === "delta" || event === "replace") {
    const text = (event === "delta" ? (drafts.get(body.id) ?? "") : "") + body.text;
    // Without text it will not be said after all.
    if (text) {
      drafts.set(body.id, text);
      setTyping(null);
    } else drafts.delete(body.id);
  }
  changed();
}

/** Tries again where what is gone can be had anew; all else cannot succeed as it is. */
function lost(status: number, code?: string): Outcome {
  if (status === 401) dropVisitor();
  else if (status === 404 || code === "another_open") dropConversation();
  else return false;
  find();
  return 0;
}
/** Who has no conversation here may have one elsewhere. */
export const find = (): Promise<void> =>
  inTurn(findConversation)
    .catch(() => {})
    .then(sync);

const connect = createStream(
  () => (!document.hidden && (isOpen || !closed()) ? conversationId() : null),
  async (id, signal) => {
    sync();
    if (!loaded) await history();
    drafts.clear();
    return send(`conversations/${id}/events`, { signal, headers: { "Last-Event-ID": `${thread.top()}` } });
  },
  receive,
  lost,
);

/** Follows what another tab or `identify` changed in storage, and what the customer has before them. */
export function sync(): void {
  if (conversation && conversation.id !== conversationId()) {
    conversation = null;
    loaded = false;
    seen = 0;
    read = 0;
    readBefore = null;
    thread.reset();
    drafts.clear();
    setTyping(null);
  }
  connect();
  markSeen();
  changed();
}

async function deliver(item: Unsent): Promise<Outcome> {
  const { id, text, choice, seen_seq, files } = item;
  try {
    await arrive();
    // Settled meanwhile: another tab has sent it, or whoever wrote it has left.
    if (!outbox.find(id)) return true;
    sync();
    if (!conversationId()) {
      setState(await begin());
      // What another tab or device has begun has a history.
      loaded = !conversation?.last_seq;
      if (loaded) thread.start(0);
      connect();
    }
    if (files) await (await more()).handIn(conversationId() as string, item);
    const attachments = files?.map((file) => file.id);
    const said = await ask<Message>("/messages", { id, text, choice, seen_seq, attachments });
    // Stored before, in one that was merged into this: there it is.
    if (said.conversation_id === conversationId()) take([said]);
    return true;
  } catch (error) {
    const { status, code, passing, after } = error as Refusal;
    // With what is refused for good: why, in the server's word for it.
    item.code = code;
    return passing === false ? lost(status, code) : after;
  }
}

export const outbox = createOutbox<Unsent>("outbox", (item) => inTurn(() => deliver(item)));

export function say(text: string, choice: Choice | null = null, files?: UnsentFile[] | null): void {
  outbox.add({ text, choice, seen_seq: readBefore ?? read, files });
  readBefore = null;
  sentTyping = 0;
}

let sentTyping = 0;
/** Tells that the customer is writing, every 3 s at most: the agent, or the assistant while it owes an answer. */
export function typed(): void {
  readBefore ??= read;
  if (!(conversation?.agent || typing === "") || Date.now() - sentTyping < 3000) return;
  sentTyping = Date.now();
  tell("/typing", { active: true });
}

export function setOpen(open: boolean): void {
  // Also when it is drawn anew: the page hears only of what the customer sees.
  if (isOpen !== open) emit(open ? "open" : "close");
  isOpen = open;
  sync();
}
