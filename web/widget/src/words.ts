/**
 * The words on screen, in the language spoken now. Built in are those that may be needed before the server was ever
 * reached, and the page gets them without their names; the others come with the settings.
 */

import de from "./texts/de.json";
import en from "./texts/en.json";
import it from "./texts/it.json";
import type { Config } from "./types";

const catalogues: Record<string, typeof it> = { it, en, de };

/** As many texts as that. */
type Tuple<N extends number, T extends string[] = []> = T["length"] extends N ? T : Tuple<N, [...T, string]>;

export let open: string;
export let close: string;
export let write: string;
export let send: string;
export let pending: string;
export let offline: string;
export let you: string;
export let assistant: string;
export let ai: string;
export let place: string;
export let here: string;
export let waiting: string;
export let closed: string;
export let typing: string;
export let failed: string;
export let retry: string;
export let remove: string;
export let received: string;
export let back: string;
export let leave: string;
export let name: string;
export let email: string;

export function speak({ language, words = {} }: Pick<Config, "language" | "words">): void {
  // In the catalogues' order, then the server's, which tests compare.
  [
    open,
    close,
    write,
    send,
    pending,
    offline,
    you,
    assistant,
    ai,
    place,
    here,
    waiting,
    closed,
    typing,
    failed,
    retry,
    remove,
    ,
    ,
    ,
    ,
    received,
    back,
    leave,
    name,
    email,
  ] = [...Object.values(catalogues[language] ?? en), ...Object.values(words)] as Tuple<26>;
}

/** Puts a value in the place marked {} of a text. */
export const fill = (text = "", value: string | number = ""): string => text.replace("{}", `${value}`);
