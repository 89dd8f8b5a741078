/** Messages not yet acknowledged: kept in storage, sent one after the other in order, retried with the same id. */

import { newId } from "./ids";
import type { Choice, Unsent } from "./types";
import { backoff, sleep } from "./waiting";

/** After one try: the server has it; it cannot succeed as it is; or it is to be tried again (after ms). */
export type Outcome = boolean | { after?: number | undefined };

/** `deliver` must not throw. */
export function createOutbox(
  load: () => Unsent[],
  save: (items: Unsent[]) => void,
  deliver: (item: Unsent) => Promise<Outcome>,
) {
  const pace = backoff();
  let running = false;

  // Other tabs share the storage: always read, change, write in one go.
  const change = (id: string, edit: (item: Unsent) => Unsent[]): void =>
    save(load().flatMap((item) => (item.id === id ? edit(item) : item)));
  /** Deleted by the customer, or the server has it. */
  const remove = (id: string): void => change(id, () => []);

  async function flush(): Promise<void> {
    if (running) return;
    running = true;
    for (;;) {
      const item = load().find(({ failed }) => !failed);
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
    flush,
    remove,
    add(text: string, choice: Choice | null, seen_seq: number): void {
      save([...load(), { id: newId(), text, choice, seen_seq, created_at: new Date().toISOString() }]);
      flush();
    },
    /** The customer tries again what was refused for good: nothing is stored under its id, or something else is. */
    retry(id: string): void {
      change(id, (item) => [{ ...item, id: newId(), failed: false }]);
      flush();
    },
  };
}
