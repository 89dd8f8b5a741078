/**
 * Who the customer is to the server: a visitor token and a conversation, made at the first message and kept.
 *
 * Both stand in storage only once the server has them, so nobody asks for what is not there yet. What settles who
 * speaks, and what is said, go one after the other (`inTurn`); the page's "nobody any more" drops all at once.
 */

import { call, type Refusal } from "./api";
import { emit } from "./bus";
import { config } from "./config";
import { newId } from "./ids";
import { isTest, pageUrl } from "./options";
import { full, names, read, write } from "./storage";
import type { Conversation } from "./types";
import { sleep } from "./waiting";

export interface Person {
  external_id?: string;
  signature?: string;
  name?: string | null;
  email?: string | null;
  phone?: string | null;
}

export const token = (): string | null => read("token");
export const conversationId = (): string | null => read("conversation");
const drop = (...names: string[]) => {
  for (const name of names) write(name, null);
};
export const dropConversation = (): void => drop("conversation", "beginning", "present", "reach");
/** The server knows this token no more; what is unsent stays and goes with the next one. */
export function dropVisitor(): void {
  dropConversation();
  drop("token", "person");
}

/** What was merged goes on there, with all that is still unsent; another tab may have gone on already. */
export function goOn(from: string, into: string): void {
  if (conversationId() === from) write("conversation", into);
}

let last: Promise<unknown> = Promise.resolve();
/** After all that was asked for before: nobody speaks while it is being settled who they are. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work);
  last = mine.catch(() => {});
  return mine;
}

export const about = () => ({ language: config.language, page_url: pageUrl() });

/** Makes the visitor if there is none: one tab after the other, where the page is one that may wait for others. */
export const arrive = async () => token() || (navigator.locks?.request("visitors", meet) ?? meet());
async function meet(): Promise<void> {
  if (token()) return;
  const made = await call<{ token: string }>("visitors", about());
  // Another tab may have been faster.
  if (!token()) write("token", made.token);
  // Or as fast, and written its own: in a moment all of them read the same.
  await sleep(250);
}

/**
 * Starts the conversation, or finds the one that is open: the answer names it. What it is asked for by is kept before it
 * is sent, so a lost answer makes no second one.
 */
export async function begin(): Promise<Conversation> {
  const id = read("beginning") ?? newId();
  write("beginning", id);
  const begun = await call<Conversation>("conversations", { id, ...about(), test: isTest });
  // Whoever began it has left meanwhile, unless another tab has been faster.
  if (read("beginning") !== id && conversationId() !== begun.id) throw {};
  write("conversation", begun.id);
  write("beginning", null);
  return begun;
}

export const over = (state: string): boolean => /[^u]ed$/.test(state);

/** A known customer on a new device finds the conversation they already have, the open one first. */
export async function findConversation(): Promise<void> {
  const own = token();
  if (conversationId() || !own) return;
  const { items } = await call<{ items: Conversation[] }>(`conversations?test=${isTest}`);
  const there = items.find(({ state }) => !over(state)) ?? items[0];
  if (there && token() === own) write("conversation", there.id);
}

/** On a shared computer the next person must neither find nor send what this one wrote. */
function leave(person: Person | null): void {
  const before = read<Person>("person")?.external_id;
  if (person && (!before || before === person.external_id)) return;
  dropVisitor();
  drop("draft", "tray", "writing", ...names("outbox"));
  // What the files held that were not sent yet (more/kept.ts).
  globalThis.indexedDB?.deleteDatabase(full("files"));
}

let latest: Person | null;
/** The host page says who is signed in (`null`: nobody any more); sent once per change. */
export async function identify(person: Person | null): Promise<void> {
  latest = person;
  // At once: the page may be on its way to another.
  leave(person);
  if (person) await inTurn(() => prove(person));
}

/** Stops where the page has said something else meanwhile. */
async function prove(person: Person): Promise<void> {
  if (latest !== person) return;
  // Somebody may have been proven since it was asked for.
  leave(person);
  if (JSON.stringify(read("person")) === JSON.stringify(person)) return;
  const before = token();
  try {
    await arrive();
    if (latest !== person) return;
    if (person.external_id) {
      const { external_id, signature, name, email, phone } = person;
      await call("identify", { external_id, signature, name, email, phone });
      await findConversation();
    } else await call("contact", person, "PATCH");
    if (latest !== person) return;
    write("person", person);
    emit("identified", person);
  } catch (error) {
    const { status, code } = error as Refusal;
    if (status === 401 && before) {
      dropVisitor();
      return prove(person);
    }
    emit("error", { code, status });
  }
}
