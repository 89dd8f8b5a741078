/** The dialog: header with the state of things, log, composer or contact form; keyboard and phone behaviour. */

import { unreachable } from "../api";
import { closed, conversation, setOpen, typing } from "../chat";
import { config } from "../config";
import { clearForm } from "../form";
import { safeHref } from "../markdown";
import { base, isTest } from "../options";
import * as t from "../words";
import { composerView } from "./composer";
import { contactView } from "./contact";
import { button, h, icon } from "./dom";
import { logView } from "./log";

export const CROSS = "M6 6l12 12M18 6L6 18";

/** Who is answering, in a few words. */
function statusText(): string {
  const { state, queue_place, agent } = conversation ?? {};
  if (typing !== null) return t.fill(t.typing, typing || t.assistant);
  if (closed()) return t.closed;
  if (state === "queued") return queue_place ? t.fill(t.place, queue_place) : (t.place.split(",")[0] ?? "");
  if (agent) return t.fill(state === "waiting_customer" ? t.waiting : t.here, agent.name);
  return `${t.assistant} · ${t.ai}`;
}

export function panelView() {
  const { title } = config.texts;
  const { logo_url } = config.appearance;
  const log = logView();
  const composer = composerView();
  const contact = contactView(() => leave(false));
  const phone = matchMedia("(max-width:32em),(max-height:26em)");
  let leaving = false;
  let before: Element | null = null;

  const status = h("p");
  const offline = h(
    "div",
    { class: "offline" },
    t.offline,
    " ",
    button(t.leave, () => leave(true)),
  );
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
    offline,
    composer.node,
    contact.node,
  );

  function leave(show: boolean): void {
    leaving = show;
    clearForm();
    render();
    focus();
  }
  const focus = () => (leaving ? contact : composer).focus();

  /** A phone's keyboard covers the page: follow what is left. What lies behind (our host is beside body) is inert. */
  function fit(): void {
    const { height, offsetTop } = visualViewport as VisualViewport;
    const whole = phone.matches;
    node.style.height = whole ? `${height}px` : "";
    node.style.top = whole ? `${offsetTop}px` : "";
    node.ariaModal = `${whole}`;
    document.body.inert = whole && !node.hidden;
  }
  visualViewport?.addEventListener("resize", fit);
  visualViewport?.addEventListener("scroll", fit);

  function toggle(open: boolean): void {
    if (open !== node.hidden) return;
    if (open) {
      // The launcher, where it was pressed; what the page had focused, where its own button opened us.
      before = (node.getRootNode() as ShadowRoot).activeElement ?? document.activeElement;
    }
    node.hidden = !open;
    setOpen(open);
    fit();
    if (open) {
      render();
      composer.update();
      log.toEnd();
      focus();
    } else (before as HTMLElement | null)?.focus();
  }

  node.onkeydown = (event) => {
    // The page's own shortcuts must not fire while one types here.
    event.stopPropagation();
    if (event.key === "Escape") toggle(false);
  };

  function render(): void {
    status.textContent = statusText();
    offline.hidden = leaving || !unreachable();
    contact.node.hidden = !leaving;
    log.node.hidden = composer.node.hidden = leaving;
    contact.render();
    if (!node.hidden) log.render();
  }
  return { node, render, toggle };
}
