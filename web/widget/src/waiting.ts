/** Waiting before another try: exponential with jitter, cut short when the network or the tab comes back. */

const sleepers = new Set<() => void>();
let wakings = 0;

/** Ends by itself after `ms`, or at once by `wake()`; a server's Retry-After (`firm` ms) is waited for in full. */
export function sleep(ms: number, firm?: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => {
      sleepers.delete(resolve);
      resolve();
    }, firm || ms);
    if (!firm) sleepers.add(resolve);
  });
}

export function wake(): void {
  wakings++;
  for (const resolve of sleepers) resolve();
  sleepers.clear();
}

/**
 * 0.5–1 s at first, doubling up to 15–30 s; `reset` after a success. It begins anew once woken: a network that has come
 * back is often not of use in its first moment.
 */
export function backoff() {
  let tries = 0;
  let before = 0;
  return {
    next: (): number => {
      if (before !== wakings) tries = 0;
      before = wakings;
      return Math.min(30_000, 1000 * 2 ** tries++) * (0.5 + Math.random() / 2);
    },
    reset: (): void => {
      tries = 0;
    },
  };
}
