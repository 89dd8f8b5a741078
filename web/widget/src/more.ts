/**
 * What few conversations need comes in a second file (`more/`): when the chat is first opened, or there is a file to
 * show. There is one bus, one storage, one conversation: it is handed what it stands on.
 */

import { call, refusal, send } from "./api";
import { changed, on } from "./bus";
import { ask, conversation, isOpen, loadEarlier, outbox, setState, sync, thread, unread } from "./chat";
import { config } from "./config";
import type { More } from "./more/begin";
import { base, isTest, key } from "./options";
import { arrive } from "./session";
import { full, read, write } from "./storage";
import * as t from "./words";

/** Names that the build makes shorter must be among those that both files share (scripts/build.mjs). */
const host = () => ({
  base,
  isTest,
  key,
  send,
  refusal,
  ask,
  setState,
  changed,
  on,
  full,
  read,
  write,
  unsent: outbox.list,
  again: outbox.retry,
  drop: outbox.remove,
  /** What changes. */
  now: () => ({ conversation, config, isOpen, send: t.send }),
  unread,
  /** The place of the first that is here; 0 where nothing is. */
  earliest: () => thread.list()[0]?.seq ?? 0,
  loadEarlier,
  sync,
  arrive,
  call,
});
export type Host = ReturnType<typeof host>;

let fails = 0;
/** What was fetched is there at once; what could not be is fetched anew, by an address no browser remembers as broken. */
export const more = (): Promise<More> =>
  import(`${base}widget-more.js?${fails}`).then(
    ({ begin }) => begin(host),
    (error) => {
      fails++;
      throw error;
    },
  );
