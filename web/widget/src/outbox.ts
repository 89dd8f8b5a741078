/** What is not acknowledged yet: kept in storage, sent one after the other in order, retried with the same id. */

import { changed } from "./bus";
import { newId } from "./ids";
import { read, write } from "./storage";
import type { Waiting } from "./types";
import { backoff, sleep } from "./waiting";

/** After one try: the server has it; it cannot succeed as it is; or it is to be tried again (after ms). */
export type Outcome = boolean | { after?: number | undefined };

/** What its customer can still do about something unsent. */
export interface Box {
  remove: (id: string) => void;
  retry: (id: string) => void;
}

/** `name`: where it is stored. `deliver` must not throw. */
export function createOutbox<T extends Waiting>(name: string, deliver: (item: T) => Promise<Outcome>) {
  const pace = backoff();
  let running = false;

  const list = (): T[] => read(name) ?? [];
  const save = (items: T[]): void => {
    write(name, items);
    changed();
  };
  // Other tabs share the storage: always read, change, write in one go.
  const change = (id: string, edit: (item: T) => T[]): void =>
    save(list().flatMap((item) => (item.id === id ? edit(item) : item)));
  /** Deleted by the customer, or the server has it. */
  const remove = (id: string): void => change(id, () => []);

  async function flush(): Promise<void> {
    if (running) return;
    running = true;
    for (;;) {
      const item = list().find(({ failed }) => !failed);
      if (!item) break;
      const outcome = await deliver(item);
      if (typeof outcome === "object") await sleep(pace.next(), outcome.after);
      else {
        pace.reset();
        change(item.id, () => (outcome ? [] : [{ ...item, failed: true }]));
      }
    }
    running = false;
  }

  return {
    list,
    flush,
    remove,
    add(item: Omit<T, "id" | "created_at">): void {
      save([...list(), { ...item, id: newId(), created_at: new Date().toISOString() } as T]);
      flush();
    },
    /** The customer tries again what was refused for good: nothing is stored under its id, or something else is. */
    retry(id: string): void {
      change(id, ({ failed, ...item }) => [{ ...item, id: newId() } as T]);
      flush();
    },
  };
}
