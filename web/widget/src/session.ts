/** Who the customer is to the server: a visitor token and a conversation, made at the first message and kept. */

import { call, type Refusal } from "./api";
import { emit } from "./bus";
import { config } from "./config";
import { newId } from "./ids";
import { isTest, pageUrl } from "./options";
import { read, write } from "./storage";
import type { Conversation } from "./types";

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
export const dropConversation = (): void => drop("conversation");
/** The server knows this token no more; what is unsent stays and goes with the next one. */
export const dropVisitor = (): void => drop("token", "conversation", "person");

export const about = () => ({ language: config.language, page_url: pageUrl() });

let arriving: Promise<void> | null = null;
/** Makes the visitor if there is none; two callers share one request. */
export async function arrive(): Promise<void> {
  if (token()) return;
  arriving ??= call<{ token: string }>("visitors", about())
    .then((visitor) => write("token", visitor.token))
    .finally(() => {
      arriving = null;
    });
  await arriving;
}

/** Starts the conversation; its id is kept before it is sent, so a lost answer makes no second one. */
export async function begin(): Promise<Conversation> {
  const id = conversationId() ?? newId();
  write("conversation", id);
  return call("conversations", { id, ...about(), test: isTest });
}

/** A known customer on a new device finds the conversation they already have. */
export async function findConversation(): Promise<void> {
  if (conversationId() || !token()) return;
  const { items } = await call<{ items: Conversation[] }>("conversations");
  if (items[0]) write("conversation", items[0].id);
}

/** The host page says who is signed in (`null`: nobody any more); sent once per change. */
export async function identify(person: Person | null, again = false): Promise<void> {
  const before = read<Person>("person");
  if (!person || (before?.external_id && before.external_id !== person.external_id)) {
    // On a shared computer the next person must neither find nor send what this one wrote.
    dropVisitor();
    drop("outbox", "draft", "form");
  }
  if (!person || (token() && JSON.stringify(before) === JSON.stringify(person))) return;
  try {
    await arrive();
    if (person.external_id) {
      const { external_id, signature, name, email } = person;
      await call("identify", { external_id, signature, name, email });
      await findConversation();
    } else await call("contact", person, "PATCH");
    write("person", person);
    emit("identified", person);
  } catch (error) {
    const { status, code } = error as Refusal;
    if (status === 401 && !again) {
      dropVisitor();
      return identify(person, true);
    }
    emit("error", { code, status });
  }
}
