/** One message as the customer sees it: who, when, what, its sources, and what can be done with it. */

import { unreachable } from "../api";
import { say } from "../chat";
import { config } from "../config";
import { linkTo, type Make, markdown, safeHref } from "../markdown";
import { more } from "../more";
import { base } from "../options";
import type { Box } from "../outbox";
import type { Citation, Message, Unsent, Waiting } from "../types";
import * as t from "../words";
import { button, h } from "./dom";

/** What a message, an answer being written and an unsent message have in common. */
export interface Item
  extends Pick<Message, "id" | "author" | "author_name" | "text">,
    Partial<Pick<Message, "is_ai" | "attachments" | "conversation_id">>,
    Partial<Pick<Unsent, "files" | "code">> {
  citations: readonly Citation[];
  buttons: readonly Message["buttons"][number][];
  created_at: string | number;
  /** What became of it, in words. */
  note?: string;
  failed?: boolean;
  /** Where it waits. */
  box?: Box;
  /** A day begins here. */
  day: string;
  /** The one before is by someone else: say who. */
  first: boolean;
}

export const blank = { author: "customer", author_name: null, citations: [], buttons: [] } as const;

export const unsentItem = (item: Waiting, box: Box) => ({
  ...blank,
  ...item,
  box,
  note: !item.failed && unreachable() ? t.pending : "",
});

export const authorOf = ({ author, author_name, is_ai }: Pick<Item, "author" | "author_name" | "is_ai">) =>
  author === "customer" ? t.you : (author_name || t.assistant) + (is_ai ? ` · ${t.ai}` : "");

/** Today, yesterday, or the date in words. */
export function dayOf(created: string | number): string {
  const date = new Date(created);
  const days = Math.round((new Date(date).setHours(12) - new Date().setHours(12)) / 864e5);
  return days > -2
    ? new Intl.RelativeTimeFormat(config.language, { numeric: "auto" }).format(days, "day")
    : date.toLocaleDateString(config.language, { dateStyle: "full" });
}

/** Customers' and system texts are plain; assistant and agents write Markdown. */
export function body({ text, author, citations }: Pick<Item, "text" | "author" | "citations">): Node[] {
  if (author === "customer" || author === "system") return [h("p", {}, text)];
  const sources: Record<string, string | null> = {};
  for (const { n, url } of citations) sources[n] = safeHref(url, base);
  return markdown<Node>(text, h as Make<Node>, sources);
}

export function bubble(item: Item): HTMLLIElement {
  const { id, author, citations, buttons, created_at, day, first, note, failed, box } = item;
  const time = new Date(created_at).toLocaleTimeString(config.language, { timeStyle: "short" });
  /** Entries to choose from stand with the sources; whether to call a person stands alone. */
  const offers = (entries: boolean) =>
    buttons
      .filter(({ choice }) => choice.startsWith("entry") === entries)
      .map(({ label, choice }) => button(label, () => say(label, choice)));
  const chips = h(
    "div",
    { class: "chips" },
    ...citations.map(({ n, title, url, quote }) => {
      const href = safeHref(url, base);
      return href && h("a", { ...linkTo(href), title: quote }, h("b", {}, `${n}`), ` ${title}`);
    }),
    ...offers(true),
  );
  (item.attachments?.[0] ?? item.files) &&
    more().then(
      ({ show }) => show(chips, item),
      () => {},
    );
  return h(
    "li",
    { class: author },
    day && h("div", { class: "day" }, day),
    author !== "system" && h("div", { class: first ? "who" : "sr" }, h("b", {}, authorOf(item)), ` ${time}`),
    h("div", { class: "text", dir: "auto", title: time }, ...body(item)),
    note && h("div", { class: "who" }, note),
    failed &&
      h(
        "div",
        { class: "who bad" },
        t.failed,
        button(t.retry, () => box?.retry(id)),
        button(t.remove, () => box?.remove(id)),
      ),
    chips,
    h("div", { class: "chips" }, ...offers(false)),
  );
}
