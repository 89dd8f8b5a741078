/** What is not acknowledged yet: kept in storage, sent one after the other in order, retried with the same id. */

import { changed } from "./bus";
import { newId } from "./ids";
import { names, read, write } from "./storage";
import type { Waiting } from "./types";
import { backoff, sleep } from "./waiting";

/** After one try: the server has it; it cannot succeed as it is; or it is to be tried again, after so many ms if said. */
export type Outcome = boolean | number | undefined;

/** What its customer can still do about something unsent. */
export interface Box {
  remove: (id: string) => void;
  retry: (id: string) => void;
}

/**
 * `name`: where it is stored, each under a key of its own: tabs share the storage but not the moment, so what one of
 * them keeps or removes must touch nothing of another's. `deliver` must not throw.
 */
export function createOutbox<T extends Waiting>(name: string, deliver: (item: T) => Promise<Outcome>) {
  const pace = backoff();
  let running = false;
  let latest = 0;
  const place = (id: string): string => `${name}:${id}`;

  /** In the order of writing. */
  const list = (): T[] =>
    names(place(""))
      .map((one) => read(one) as T)
      .sort((a, b) => a.created_at - b.created_at);
  const find = (id: string): T | undefined => list().find((item) => item.id === id);
  const put = (item: T): void => {
    write(place(item.id), item);
    changed();
  };
  /** Deleted by the customer, or the server has it. */
  const remove = (id: string): void => {
    write(place(id), null);
    changed();
  };

  async function flush(): Promise<void> {
    if (running) return;
    running = true;
    for (;;) {
      const item = list().find(({ failed }) => !failed);
      if (!item) break;
      const outcome = await deliver(item);
      if (outcome === !!outcome) {
        pace.reset();
        if (outcome) remove(item.id);
        else if (find(item.id)) put({ ...item, failed: true });
      } else await sleep(pace.next(), outcome as number);
    }
    running = false;
  }

  return {
    find,
    list,
    flush,
    remove,
    add(item: Omit<T, keyof Waiting> & Pick<Waiting, "text">): void {
      // After the last one, though both be of the same millisecond.
      latest = Math.max(Date.now(), latest + 1);
      put({ ...item, id: newId(), created_at: latest } as T);
      flush();
    },
    /** The customer tries again what was refused for good: nothing is stored under its id, or something else is. */
    retry(id: string): void {
      const item = find(id);
      if (!item) return;
      remove(id);
      put({ ...item, id: newId(), failed: false });
      flush();
    },
  };
}
