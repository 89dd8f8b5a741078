import { newId } from "../ids";

let desk = newId();

/** Each connection of the stream is a desk of its own: what ends with one says nothing of the next. */
export function newDesk(): string {
  desk = newId();
  return desk;
}

export const thisDesk = (): string => desk;
