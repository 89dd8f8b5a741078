import { useCallback, useMemo, useSyncExternalStore } from "react";

/**
 * Small values that outlive a reload: drafts, unsent messages, the last language. One JSON value a key in
 * localStorage, shared by the tabs. Where storage is forbidden the value lives as long as the page.
 */
const prefix = "sportello.";
const memory = new Map<string, string>();
const listeners = new Set<() => void>();
// What another tab has changed or removed since is no longer as this page remembers it.
globalThis.addEventListener?.("storage", ({ key }) => {
  if (key !== null) memory.delete(key.slice(prefix.length));
});

function read(key: string): string | null {
  try {
    return localStorage.getItem(prefix + key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

export function recall<Value>(key: string, otherwise: Value): Value {
  const text = read(key);
  if (text === null) return otherwise;
  try {
    return JSON.parse(text) as Value;
  } catch {
    return otherwise;
  }
}

/** The JSON values of all keys that begin like this, as one text that is the same as long as they are. */
function readAll(start: string): string {
  const keys = new Set(memory.keys());
  try {
    for (const key of Object.keys(localStorage))
      if (key.startsWith(prefix)) keys.add(key.slice(prefix.length));
  } catch {
    // A forbidden storage: what is in memory is all there is.
  }
  const values = [...keys].filter((key) => key.startsWith(start)).map((key) => read(key) ?? "null");
  return `[${values.sort().join()}]`;
}

/** What is kept each under a key of its own, so that tabs that add and remove at the same moment lose nothing. */
export const recallAll = <Value>(start: string): Value[] => JSON.parse(readAll(start)) as Value[];

/** Keeps a value; `undefined` forgets it. */
export function keep<Value>(key: string, value: Value | undefined): void {
  try {
    if (value === undefined) {
      memory.delete(key);
      localStorage.removeItem(prefix + key);
    } else {
      const text = JSON.stringify(value);
      memory.set(key, text);
      localStorage.setItem(prefix + key, text);
    }
  } catch {
    // A full or forbidden storage: the copy in memory serves until the page closes.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** A kept value as state; every place that shows it follows. */
export function useKept<Value>(key: string, otherwise: Value) {
  const text = useSyncExternalStore(subscribe, () => read(key));
  const value: Value = text === null ? otherwise : recall(key, otherwise);
  const set = useCallback((next: Value | undefined) => keep(key, next), [key]);
  return [value, set] as const;
}

/** All that is kept under keys that begin like this, as state. */
export function useAllKept<Value>(start: string): Value[] {
  const text = useSyncExternalStore(subscribe, () => readAll(start));
  return useMemo(() => JSON.parse(text) as Value[], [text]);
}
