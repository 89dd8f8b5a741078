/** The scrolling part: welcome, messages (one node per id, rebuilt only when changed), who is typing. */

import { conversation, drafts, outbox, say, thread } from "../chat";
import { config } from "../config";
import { typing } from "../typing";
import * as t from "../words";
import { authorOf, blank, bubble, dayOf, type Item, unsentItem } from "./bubble";
import { button, h } from "./dom";

/** Thread, then answers being written, then what is unsent. */
function items(): Item[] {
  const all: Omit<Item, "day" | "first">[] = [
    ...thread.list(),
    ...[...drafts].map(([id, text]) => ({
      ...blank,
      id,
      text,
      author: "assistant" as const,
      is_ai: true,
      created_at: Date.now(),
    })),
    ...outbox.list().map((item) => unsentItem(item, outbox)),
  ];
  let lastDay = "";
  let lastAuthor = "";
  return all.map((item, i) => {
    const today = new Date(item.created_at).toDateString();
    const author = authorOf(item);
    const day = today === lastDay ? "" : dayOf(item.created_at);
    const first = !!day || author !== lastAuthor;
    lastDay = today;
    lastAuthor = author;
    // Choices are open until something follows; the way out of the queue as long as one waits there (`back`).
    const buttons = all[i + 1] ? [] : item.buttons.filter(({ choice }) => choice !== "assistant");
    return { ...item, buttons, day, first };
  });
}

export function logView() {
  const views = new Map<string, { sign: string; node: HTMLElement }>();
  const list = h("ul");
  const { welcome, ai_notice } = config.texts;
  const hello = h("p", { class: "text", dir: "auto" }, welcome);
  const starters = h(
    "div",
    { class: "chips" },
    ...config.starters.map((text) => button(text, () => say(text))),
  );
  const back = button(t.back, () => say(t.back, "assistant"));
  const busy = h("div", { class: "text busy" }, h("i"), h("i"), h("i"));
  const log = h(
    "div",
    { class: "log", tabindex: "0", role: "region", "aria-label": config.texts.title },
    hello,
    h("p", { class: "who" }, ai_notice),
    starters,
    list,
    busy,
    back,
  );

  /** From the bottom, where the newest was shown: who has scrolled up from there is reading, and is left alone. */
  let shownAt = 1e9;
  /** To the newest message: to its beginning, where it is longer than the window. */
  const toEnd = () => {
    // Without one it is NaN, which is the top.
    log.scrollTop = (list.lastChild as HTMLElement)?.offsetTop - 20;
    shownAt = log.scrollHeight - log.scrollTop;
  };
  let waiting = 0;

  function render(): void {
    const held = log.querySelector<HTMLElement>(":focus");
    // The log grows when news below it goes.
    const following = log.scrollHeight - log.scrollTop < Math.max(shownAt, log.clientHeight) + 60;
    const shown = items();
    const first = thread.list()[0];
    hello.hidden = !welcome || (first?.seq as number) > 1 || first?.kind === "welcome";
    starters.hidden = shown.length > 0;
    shown.forEach((item, i) => {
      const sign = JSON.stringify(item);
      let view = views.get(item.id);
      if (view?.sign !== sign) {
        const node = bubble(item);
        view?.node.replaceWith(node);
        view = { sign, node };
        views.set(item.id, view);
      }
      const there = list.children[i] ?? null;
      if (there !== view.node) list.insertBefore(view.node, there);
    });
    // What is no longer shown has been pushed to the end.
    while (list.children[shown.length]) list.lastChild?.remove();
    busy.hidden = typing === null;
    const unsent = outbox.list();
    back.hidden = conversation?.state !== "queued" || unsent.some(({ choice }) => choice === "assistant");
    if (following || unsent.length > waiting) toEnd();
    waiting = unsent.length;
    // The button that was pressed is gone: stay here, where Tab and Escape still mean the chat.
    if (held && !held.offsetParent) log.focus();
  }
  return { node: log, render, toEnd };
}
