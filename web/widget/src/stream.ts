/** Keeps one event stream open while it is wanted: resumes, backs off, and notices a dead line after 40 s. */

import type { Refusal } from "./api";
import { eventReader, type ServerEvent } from "./sse";
import { backoff, sleep, wake } from "./waiting";

/** The server pings every 15 s. */
const SILENCE = 40_000;

/**
 * Returns what opens, changes or closes it, as is wanted just then: whose events, if any.
 * `refused`: it will never open like this.
 */
export function createStream(
  wanted: () => string | null,
  open: (id: string, signal: AbortSignal) => Promise<Response>,
  receive: (event: ServerEvent) => void,
  refused: (status: number) => void,
): () => void {
  const pace = backoff();
  /** Whose events it is after; null while it rests. */
  let current: string | null = null;
  let controller: AbortController | undefined;
  let dog: ReturnType<typeof setTimeout>;

  const alive = (own: AbortController) => {
    clearTimeout(dog);
    dog = setTimeout(() => own.abort(), SILENCE);
  };

  async function read(id: string): Promise<void> {
    const own = new AbortController();
    controller = own;
    alive(own);
    const reader = (await open(id, own.signal)).body?.getReader();
    const decoder = new TextDecoder();
    const feed = eventReader(receive);
    for (;;) {
      const piece = await reader?.read();
      if (!piece || piece.done || wanted() !== id) return;
      alive(own);
      pace.reset();
      feed(decoder.decode(piece.value, { stream: true }));
    }
  }

  async function run(): Promise<void> {
    for (current = wanted(); current; current = wanted()) {
      const id = current;
      let after: number | undefined;
      try {
        await read(id);
      } catch (error) {
        const refusal = error as Partial<Refusal>;
        after = refusal.after;
        if (refusal.passing === false && wanted() === id) {
          refused(refusal.status as number);
          if (wanted() === id) break;
        }
      }
      clearTimeout(dog);
      if (wanted() === id) await sleep(pace.next(), after);
    }
    current = null;
  }

  return () => {
    if (wanted() === current) return;
    controller?.abort();
    wake();
    if (!current) run();
  };
}
