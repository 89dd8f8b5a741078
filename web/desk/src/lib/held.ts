import { useSyncExternalStore } from "react";

/** Milliseconds in which a slip of the key can be taken back: what follows is told to the customer, and is final. */
export const REGRET = 5_000;

/** A closing that waits a moment before it is done. */
export interface Held {
  workspace: string;
  conversation: string;
  /** Whose conversation it is. */
  name: string;
  /** The last thing said in it when its author decided. */
  seq: number;
}

type Done = (leaving: boolean) => Promise<void>;

const none: readonly Held[] = [];
let all: readonly Held[] = none;
const acts = new Map<Held, { done: Done; timer: ReturnType<typeof setTimeout> }>();
const listeners = new Set<() => void>();

function set(next: readonly Held[]): void {
  all = next;
  for (const listener of listeners) listener();
}

/** Takes an act out of waiting; what it was to do, if nobody was faster. */
function release(held: Held): Done | undefined {
  const act = acts.get(held);
  clearTimeout(act?.timer);
  acts.delete(held);
  if (act !== undefined) set(all.filter((one) => one !== held));
  return act?.done;
}

/** Does it after a while, wherever its author is by then, unless they undo it. */
export function hold(held: Held, done: Done): void {
  const timer = setTimeout(() => void release(held)?.(false), REGRET);
  acts.set(held, { done, timer });
  set([...all, held]);
}

export const undo = (held: Held): boolean => release(held) !== undefined;

/** Does it now: waiting longer would change nothing. */
export const finish = (held: Held): void => void release(held)?.(false);

/** Does all of it now: who leaves the page or signs out meant it. */
export async function settle(): Promise<void> {
  await Promise.all(all.map((held) => release(held)?.(true)));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useHeld = (workspace: string): readonly Held[] =>
  useSyncExternalStore(subscribe, () => all).filter((one) => one.workspace === workspace);

addEventListener("pagehide", () => void settle());
