/** The workspace's settings and words as the widget uses them now; plain defaults until the server was reached. */

import { call } from "./api";
import { wanted } from "./options";
import { read, write } from "./storage";
import type { Config } from "./types";
import { speak } from "./words";

export let config: Config;

function use(next: Config): void {
  config = next;
  speak(next);
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
      appearance: { color: "#1f4fd8", text_color: "#fff" },
      texts: { title: "Chat" },
      starters: [],
      max_length: 4000,
    },
  );
