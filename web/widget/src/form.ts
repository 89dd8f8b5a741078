/** The contact form for when nobody can be reached: kept in storage until the server has it. */

import { call, type Refusal } from "./api";
import { changed } from "./bus";
import { read, write } from "./storage";
import type { ContactForm } from "./types";
import { backoff, sleep } from "./waiting";
import * as t from "./words";

/** What became of the last one, in words; nothing while none was sent. */
export let formNote = "";
let running = false;

export function clearForm(): void {
  formNote = "";
}

/** Sends what is waiting, also what an earlier visit left. */
export async function postForm(): Promise<void> {
  const pace = backoff();
  while (!running) {
    const form = read<ContactForm>("form");
    if (!form) break;
    running = true;
    let after: number | undefined;
    try {
      await call("contact-form", form);
      formNote = t.received;
    } catch (error) {
      const refusal = error as Refusal;
      after = refusal.after;
      formNote = refusal.passing ? t.pending : t.failed;
    }
    changed();
    if (formNote === t.pending) await sleep(pace.next(), after);
    else write("form", null);
    running = false;
  }
}

export function submitForm(form: ContactForm): void {
  write("form", form);
  postForm();
}
