/** The customer's own conversations: which there are, one to go on with or to read, a new one where none is open. */

import type { Conversation } from "../types";
import { button, h, icon } from "../ui/dom";
import { host, word } from "./host";

const LIST = "M4 6h16M4 12h16M4 18h10";

interface Talk extends Conversation {
  preview: string;
  last_message_at: string;
  last_message_author: string | null;
  unread: number;
}

const isOpen = ({ state }: Pick<Talk, "state">): boolean => !/[^u]ed$/.test(state);

/** The talk that is open while an old one is read, kept so that nobody stays in the past by accident. */
const PRESENT = "present";
function goBack(): void {
  const present = host.read<string>(PRESENT);
  if (!present) return;
  host.write(PRESENT, null);
  if (host.read("conversation")) host.write("conversation", present);
  host.sync();
}

/** Markdown as it reads without its marks. */
const plain = (text: string): string =>
  text.replace(/^\s*[-•]\s+|[*_`#]+|\[\d+\]|\[([^\]]*)\]\([^)]*\)/gm, "$1");

function when(at: string): string {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  const { language } = host.now().config;
  return today
    ? date.toLocaleTimeString(language, { timeStyle: "short" })
    : date.toLocaleDateString(language, { dateStyle: "medium" });
}

function stateText({ state, agent, queue_text }: Talk): string {
  if (queue_text) return queue_text;
  if (agent && isOpen({ state })) return word(state === "waiting_customer" ? "waiting" : "here", agent.name);
  return word(isOpen({ state }) ? "talk_open" : "talk_closed");
}

/** What waits goes where it was written to, so nobody leaves before it has gone. */
const unsent = (): boolean => host.unsent().some((item) => !item.failed);

let watched = false;

/** `mail` opens what sends the conversation by e-mail, in the log. */
export function talks(panel: HTMLElement, mail: () => void): void {
  const log = panel.querySelector(".log") as HTMLElement;
  const text = panel.querySelector(".write textarea") as HTMLElement;
  const status = panel.querySelector("header p");
  const known = new Map<string, Talk>();
  let cursor: string | null = null;
  let shown = false;
  let loading = false;
  /** The talk that is on its way to the screen. */
  let chosen: string | null = null;
  let failed = false;
  /** Whose list it is; another's must never be seen. */
  let owner: unknown = null;

  const opener = button(icon(LIST), () => (shown ? close() : open()), {
    "aria-label": word("talks"),
    title: word("talks"),
    class: "mute",
  });
  const heading = h("h2", { tabindex: -1 }, word("talks"));
  const list = h("ul");
  const told = h("p", { class: "who" });
  const retry = button(word("retry"), () => load());
  const older = button(word("talks_older"), () => load(cursor));
  const fresh = button(word("talks_new"), begin, { class: "main" });
  const letter = button(word("mail_ask"), () => {
    close();
    mail();
  });
  const node = h(
    "section",
    { class: "talks", "aria-label": word("talks") },
    heading,
    list,
    h("div", { role: "status" }, told),
    retry,
    older,
    fresh,
    letter,
    button(word("talks_back"), close),
  );
  node.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  };
  const past = h(
    "div",
    { class: "past" },
    h("p", {}, word("talk_past")),
    button(word("talk_current"), () => {
      goBack();
      render();
      text.focus();
    }),
  );

  async function load(after: string | null = null): Promise<void> {
    const mine = host.read("token");
    if (owner !== mine) known.clear();
    owner = mine;
    loading = true;
    failed = false;
    render();
    try {
      const { items, next_cursor } = await host.call<{ items: Talk[]; next_cursor: string | null }>(
        `conversations?limit=20&test=${host.isTest}${after ? `&cursor=${after}` : ""}`,
      );
      if (owner !== host.read("token")) return;
      // What is looked at again begins at the top; what was loaded of the rest stays.
      if (after || known.size <= 20) cursor = next_cursor;
      for (const item of items) known.set(item.id, item);
    } catch {
      failed = true;
    } finally {
      loading = false;
      render();
    }
  }

  function open(): void {
    shown = true;
    load();
    heading.focus();
  }
  function close(): void {
    shown = false;
    chosen = null;
    render();
    (panel.classList.contains("read-only") ? log : text).focus();
  }

  /** Closed ones are read where another is open; else they are gone on with. */
  function choose(talk: Talk): void {
    const present = [...known.values()].find(isOpen)?.id ?? null;
    host.write(PRESENT, present && present !== talk.id ? present : null);
    host.write("conversation", talk.id);
    chosen = talk.id;
    host.sync();
  }
  function begin(): void {
    host.write("conversation", null);
    host.write(PRESENT, null);
    host.sync();
    close();
  }

  function row(talk: Talk): HTMLElement {
    const { id, preview, last_message_at, last_message_author, unread } = talk;
    const said = plain(preview) || "…";
    const face = h(
      "span",
      {},
      h("b", { dir: "auto" }, last_message_author === "customer" ? `${word("you")}: ${said}` : said),
      h("span", { class: "who" }, `${stateText(talk)} · ${when(last_message_at)}`),
      unread > 0 && h("span", { class: "fresh" }, word("talks_unread", unread)),
    );
    return h(
      "li",
      {},
      button(face, () => !unsent() && choose(talk), {
        "aria-current": host.read("conversation") === id && "true",
        "aria-disabled": unsent() && "true",
        "aria-busy": chosen === id && "true",
        "data-id": id,
      }),
    );
  }

  let sign = "";
  function render(): void {
    const current = host.read<string>("conversation");
    // It is here, or it cannot be had.
    if (chosen && (host.now().conversation?.id === chosen || current !== chosen)) {
      close();
      return;
    }
    // The contact form was asked for, or the chat was closed, or somebody else is here now.
    if (panel.querySelector("form.contact:not(.asked):not([hidden])") || panel.hidden) shown = false;
    if (owner !== host.read("token")) known.clear();
    opener.hidden = !host.read("token");
    opener.ariaExpanded = `${shown}`;
    panel.classList.toggle("listing", shown);
    const present = host.read<string>(PRESENT);
    const reading = !!present && present !== current && !!current;
    panel.classList.toggle("read-only", reading);
    past.hidden = !reading;
    // Here nothing can be written to reopen it.
    if (reading && status) status.textContent = word("talk_closed");
    if (!shown) {
      sign = "";
      return;
    }
    const lines = [...known.values()].sort((a, b) => (a.last_message_at < b.last_message_at ? 1 : -1));
    told.textContent = failed
      ? word("talks_failed")
      : loading && !lines.length
        ? word("talks_loading")
        : unsent()
          ? word("talks_unsent")
          : lines.length
            ? ""
            : word("talks_none");
    retry.hidden = !failed;
    letter.hidden = !host.now().config.transcript || !host.now().conversation?.last_seq;
    older.hidden = !cursor || loading || failed;
    fresh.hidden = !lines.length || lines.some(isOpen) || failed || unsent();
    const next = JSON.stringify([lines, current, chosen, unsent()]);
    if (next === sign) return;
    sign = next;
    const held = (panel.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
    const at = held && list.contains(held) ? held.dataset.id : null;
    list.replaceChildren(...lines.map(row));
    if (at) (list.querySelector<HTMLElement>(`[data-id="${at}"]`) ?? heading).focus();
    else if (held && node.contains(held) && !held.offsetParent) heading.focus();
  }

  panel.querySelector("header > button")?.before(opener);
  log.after(node, past);
  host.on("change", render);
  for (const news of ["message", "state"]) host.on(news, () => shown && !loading && load());
  if (!watched) {
    watched = true;
    // A page that was left while an old one was read; and this one, when it is left or the chat is closed.
    goBack();
    addEventListener("pagehide", goBack);
    host.on("close", goBack);
  }
  render();
}
