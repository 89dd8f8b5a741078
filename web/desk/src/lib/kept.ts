import { useCallback, useSyncExternalStore } from "react";

/**
 * Small values that outlive a reload: drafts, unsent messages, the last language. One JSON value a key in
 * localStorage, shared by the tabs. Where storage is forbidden the value lives as long as the page.
 */
const prefix = "sportello.";
const memory = new Map<string, string>();
const listeners = new Set<() => void>();

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
