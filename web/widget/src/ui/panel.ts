/** The dialog: header with the state of things, log, composer or contact form; keyboard and phone behaviour. */

import { unreachable } from "../api";
import { changed } from "../bus";
import { closed, conversation, setOpen } from "../chat";
import { config } from "../config";
import { arrived, forms, setWriting, writing } from "../form";
import { safeHref } from "../markdown";
import { base, isTest } from "../options";
import { openHere } from "../storage";
import { typing } from "../typing";
import * as t from "../words";
import { composerView } from "./composer";
import { contactView } from "./contact";
import { button, h, icon } from "./dom";
import { logView } from "./log";

export const CROSS = "M6 6l12 12M18 6L6 18";

/** Who is answering, in a few words. */
function statusText(): string {
  const { state, queue_text, agent } = conversation ?? {};
  if (typing !== null) return t.fill(t.typing, typing || t.assistant);
  if (closed()) return t.closed;
  if (state === "queued") return queue_text ?? t.place?.split(",")[0] ?? "";
  if (agent) return t.fill(state === "waiting_customer" ? t.waiting : t.here, agent.name);
  return t.assistant && `${t.assistant} · ${t.ai}`;
}

export function panelView() {
  const { title } = config.texts;
  const { logo_url } = config.appearance;
  const log = logView();
  const composer = composerView();
  const contact = contactView(() => leave(false));
  const phone = matchMedia("(max-width:32em),(max-height:26em)");
  let before: Element | null = null;

  const status = h("p");
  const other = button(t.leave, () => leave(true));
  // Always there, so that a screen reader hears what comes into it.
  const news = h("div", { class: "news", role: "status" });
  const node = h(
    "section",
    { role: "dialog", "aria-label": title, class: "panel", hidden: true },
    h(
      "header",
      {},
      logo_url && h("img", { src: safeHref(logo_url, base), alt: "" }),
      h("div", {}, h("h2", {}, title + (isTest ? " · test" : "")), status),
      button(icon(CROSS), () => toggle(false), { "aria-label": t.close }),
    ),
    log.node,
    news,
    composer.node,
    contact.node,
  );

  function leave(show: boolean): void {
    setWriting(show);
    render();
    focus();
    changed();
  }
  const focus = () => (writing ? contact : composer).focus();

  /** A phone's keyboard covers the page: follow what is left. What lies behind (our host is beside body) is inert. */
  function fit(): void {
    const { height, offsetTop } = visualViewport as VisualViewport;
    const whole = phone.matches;
    const zoom = node.currentCSSZoom || 1;
    node.style.height = whole ? `${height / zoom}px` : "";
    node.style.top = whole ? `${offsetTop / zoom}px` : "";
    node.ariaModal = `${whole}`;
    document.body.inert = whole && !node.hidden;
  }
  visualViewport?.addEventListener("resize", fit);
  visualViewport?.addEventListener("scroll", fit);

  /** `again`: as on the tab's last page, without taking the focus; not where it would cover this one. */
  function toggle(open: boolean, again = false): void {
    if (open !== node.hidden || (again && phone.matches)) return;
    if (open) {
      // The launcher, where it was pressed; what the page had focused, where its own button opened us.
      before = (node.getRootNode() as ShadowRoot).activeElement ?? document.activeElement;
    }
    node.hidden = !open;
    setOpen(open);
    openHere(open);
    fit();
    if (open) {
      render();
      composer.update();
      log.toEnd();
      if (!again) focus();
    } else (before as HTMLElement | null)?.focus();
  }

  node.onkeydown = (event) => {
    // The page's own shortcuts must not fire while one types here.
    event.stopPropagation();
    if (event.key === "Escape") toggle(false);
  };

  function render(): void {
    status.textContent = statusText();
    const text = unreachable()
      ? t.offline
      : forms.list().some(({ failed }) => failed)
        ? t.failed
        : (arrived && t.received) || "";
    if (news.firstChild?.textContent !== (text || undefined)) {
      const held = news.querySelector(":focus");
      news.replaceChildren(...(text ? [text, " ", other] : []));
      if (held) focus();
    }
    // What was never reached takes no form either.
    other.hidden = writing || !t.leave;
    contact.node.hidden = !writing;
    log.node.hidden = composer.node.hidden = writing;
    contact.render();
    if (!node.hidden) log.render();
  }
  return { node, render, toggle };
}
