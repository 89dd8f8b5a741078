/** Small values that survive a reload; where the page's storage is blocked or full they live in memory. */

import { isTest, key } from "./options";

let store: Record<string, string> = {};
try {
  store = localStorage ?? store;
} catch {
  // Blocked by the browser or a sandbox.
}
/** The place of a value, which is no other widget's, nor of a test. */
export const full = (name: string) => `sportello:${key}${isTest ? ":test:" : ":"}${name}`;

export function read<T>(name: string): T | null {
  try {
    return JSON.parse(store[full(name)] ?? "null");
  } catch {
    return null;
  }
}

/** What begins like this and has a value. */
export const names = (start: string): string[] =>
  Object.keys(store)
    .map((place) => place.split(full(""))[1] as string)
    .filter((name) => name?.startsWith(start));

/** `null` removes. */
export function write(name: string, value: unknown): void {
  try {
    if (value === null) delete store[full(name)];
    else store[full(name)] = JSON.stringify(value);
  } catch {
    // Full: go on in memory.
    store = { ...store, [full(name)]: JSON.stringify(value) };
  }
}

/** Whether the chat is open in this tab, kept from page to page; where that is blocked it begins closed. */
export function openHere(open?: boolean): boolean {
  try {
    if (open !== undefined) sessionStorage[full("open")] = open ? "1" : "";
    return !!sessionStorage[full("open")];
  } catch {
    return false;
  }
}
