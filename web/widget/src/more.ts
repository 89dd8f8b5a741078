/**
 * What few conversations need comes in a second file (`more/`): when the chat is first opened, or there is a file to
 * show. There is one bus, one storage, one conversation: it is handed what it stands on.
 */

import { refusal, send } from "./api";
import { changed, on } from "./bus";
import { ask, conversation, outbox, setState } from "./chat";
import { config } from "./config";
import type { More } from "./more/begin";
import { base, key } from "./options";
import { names, read, write } from "./storage";
import * as t from "./words";

/** No name here may be one that the build makes shorter: the second file is built apart. */
const host = () => ({
  base,
  key,
  send,
  refusal,
  ask,
  setState,
  changed,
  on,
  names,
  read,
  write,
  unsent: outbox.list,
  again: outbox.retry,
  drop: outbox.remove,
  /** What changes. */
  now: () => ({ conversation, config, send: t.send }),
});
export type Host = ReturnType<typeof host>;

let tries = 0;
let coming: Promise<More> | null = null;
/** Asked for once; what could not be fetched is fetched anew, by an address that no browser remembers as broken. */
export const more = (): Promise<More> => {
  coming ??= import(`${base}widget-more.js?${tries++}`).then(
    (late) => late.begin(host()),
    (error) => {
      coming = null;
      throw error;
    },
  );
  return coming;
};
