/** The workspace's settings and words as the widget uses them now; plain defaults until the server was reached. */

import { call } from "./api";
import { wanted } from "./options";
import { read, write } from "./storage";
import { de } from "./texts/de";
import { en } from "./texts/en";
import { it, type Texts } from "./texts/it";
import type { Config } from "./types";

const catalogues: Record<string, Texts> = { it, en, de };

export let t: Texts;
export let config: Config;

function use(next: Config): void {
  config = next;
  t = catalogues[next.language] ?? en;
}

export async function fetchConfig(): Promise<void> {
  use(await call<Config>(`config?language=${wanted}`));
  write("config", config);
}

/** What was known at the last visit, else the least that shows something. */
export const rememberConfig = (): void =>
  use(
    read("config") ?? {
      language: wanted || "en",
      appearance: { color: "#1f4fd8" },
      texts: { title: "Chat" },
      starters: [],
      max_length: 4000,
    },
  );

/** Puts a value in the place marked {} of a text. */
export const fill = (text: string, value: string | number): string => text.replace("{}", `${value}`);
