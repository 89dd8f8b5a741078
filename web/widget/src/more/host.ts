/** What the first file hands over: the bus, the storage and the conversation are its, and there is one of each. */

import type { Host } from "../more";

export let host: Host;
export const standOn = (given: Host): void => {
  host = given;
};

/** A word of the server's, in the language spoken now; nothing where its settings are of before there was one. */
export const word = (name: string, value: string | number = ""): string =>
  (host.now().config.words?.[name] ?? "").replace("{}", `${value}`);
