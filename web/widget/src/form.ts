/** The contact form, for when nobody can be reached: each that is sent waits until the server has it. */

import { call, type Refusal } from "./api";
import { createOutbox, type Outcome } from "./outbox";
import type { ContactForm } from "./types";

/** One has arrived, and the customer is still to be told. */
export let arrived = false;

async function deliver({ created_at, failed, ...body }: ContactForm): Promise<Outcome> {
  try {
    await call("contact-form", body);
    arrived = true;
    return true;
  } catch (error) {
    const { passing, after } = error as Refusal;
    return passing === false ? false : after;
  }
}

export const forms = createOutbox<ContactForm>("outbox-forms", deliver);

/** The form is being written: nothing may take its place. */
export let writing = false;
export function setWriting(now: boolean): void {
  writing = now;
  arrived &&= now;
}
