/** Keeps one event stream open while it is wanted: resumes, backs off, and notices a dead line after 40 s. */

import type { Refusal } from "./api";
import { eventReader, type ServerEvent } from "./sse";
import { backoff, sleep } from "./waiting";

/** The server pings every 15 s. */
const SILENCE = 40_000;

/**
 * Returns what opens or closes it, as is wanted just then.
 * `refused`: it will never open like this.
 */
export function createStream(
  wanted: () => boolean,
  open: (signal: AbortSignal) => Promise<Response>,
  receive: (event: ServerEvent) => void,
  refused: (status: number) => void,
): () => void {
  const pace = backoff();
  let running = false;
  let controller: AbortController | undefined;
  let dog: ReturnType<typeof setTimeout>;

  const alive = (own: AbortController) => {
    clearTimeout(dog);
    dog = setTimeout(() => own.abort(), SILENCE);
  };

  async function read(): Promise<void> {
    const own = new AbortController();
    controller = own;
    alive(own);
    const reader = (await open(own.signal)).body?.getReader();
    const decoder = new TextDecoder();
    const feed = eventReader(receive);
    for (;;) {
      const piece = await reader?.read();
      if (!piece || piece.done) return;
      alive(own);
      pace.reset();
      feed(decoder.decode(piece.value, { stream: true }));
    }
  }

  async function run(): Promise<void> {
    running = true;
    while (wanted()) {
      let after: number | undefined;
      try {
        await read();
      } catch (error) {
        const refusal = error as Partial<Refusal>;
        after = refusal.after;
        if (refusal.passing === false) {
          refused(refusal.status as number);
          break;
        }
      }
      clearTimeout(dog);
      if (wanted()) await sleep(pace.next(), after);
    }
    running = false;
  }

  return () => {
    if (!wanted()) controller?.abort();
    else if (!running) run();
  };
}
