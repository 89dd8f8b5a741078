/** `window.sportello`: what the host page may do; calls made before the script had loaded are done then. */

import { on } from "./bus";
import { isOpen, sync } from "./chat";
import { identify, type Person } from "./session";

type Call = [name: string, ...args: unknown[]];

export const page = window as { sportello?: unknown };

/** `show` opens and closes the panel. */
export function expose(show: (open: boolean) => void): void {
  const api: Record<string, (...args: never[]) => unknown> = {
    open: () => show(true),
    close: () => show(false),
    toggle: () => show(!isOpen),
    identify: (person: Person | null) => identify(person).then(sync),
    on,
    push: ([name, ...args]: Call) => api[name]?.(...(args as never[])),
  };
  const waiting = page.sportello;
  page.sportello = api;
  if (Array.isArray(waiting)) for (const item of waiting) api.push?.(item as never);
}
