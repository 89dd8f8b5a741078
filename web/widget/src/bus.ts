/** What happens in the widget, for its own parts (`change`) and for the page (`window.sportello.on`). */

export type Listener = (detail: unknown) => void;

const listeners: Record<string, Set<Listener>> = {};

export function on(name: string, listener: Listener): () => void {
  listeners[name] ??= new Set();
  listeners[name].add(listener);
  return () => listeners[name]?.delete(listener);
}

/** Each listener in a microtask of its own: one of the page's that throws must not break the chat. */
export function emit(name: string, detail?: unknown): void {
  for (const listener of listeners[name] ?? []) queueMicrotask(() => listener(detail));
}

let due = false;
/** Something to draw has changed; drawn once however often this is called. */
export function changed(): void {
  if (due) return;
  due = true;
  queueMicrotask(() => {
    due = false;
    emit("change");
  });
}
