/** The element on the page: launcher and panel in a shadow root that neither its styles nor its CSP can break. */

import { on } from "../bus";
import { isOpen, unread } from "../chat";
import { config } from "../config";
import { more } from "../more";
import { data } from "../options";
import type { Message } from "../types";
import * as t from "../words";
import { authorOf, body } from "./bubble";
import { button, h, icon } from "./dom";
import { CROSS, panelView } from "./panel";
import css from "./style.css";

export interface Widget {
  toggle: (open: boolean, again?: boolean) => void;
  remove: () => void;
}

export function mount(): Widget {
  const { color, text_color, position, theme } = config.appearance;
  const host = document.createElement("sportello-widget");
  host.style.cssText = "all:initial!important;position:fixed!important;z-index:2000000000!important";
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  shadow.adoptedStyleSheets = [sheet];

  const panel = panelView();
  const bubble = icon("M4 5h16v11H10l-5 4v-4H4z");
  const cross = icon(CROSS);
  const launcher = button(bubble, () => panel.toggle(!isOpen), { class: "launch" });
  const live = h("div", { class: "sr", "aria-live": "polite" });
  const root = h(
    "div",
    { lang: config.language, class: `r ${data.position ?? position}` },
    launcher,
    panel.node,
    live,
  );
  root.style.setProperty("--brand", color);
  root.style.setProperty("--on", text_color);
  root.style.colorScheme = (data.theme ?? theme ?? "auto").replace("auto", "light dark");
  shadow.append(root);

  const render = () => {
    const count = unread();
    launcher.ariaExpanded = `${isOpen}`;
    launcher.ariaLabel = isOpen ? t.close : t.open + (count && ` (${count})`);
    launcher.firstChild?.replaceWith(isOpen ? cross : bubble);
    panel.render();
    if (isOpen || count || config.eager)
      more().then(
        ({ dress }) => dress(root),
        () => {},
      );
  };
  on("change", render);
  // Said once by a screen reader, then gone.
  on("message", (detail) => {
    const message = detail as Message;
    const text = body(message).map((node) => node.textContent);
    const who = message.author === "system" ? "" : `${authorOf(message)}: `;
    const line = h("p", {}, who + text.join(" "));
    live.append(line);
    setTimeout(() => line.remove(), 9000);
  });
  render();
  // Beside <body>, which some sites replace as one moves from page to page.
  document.documentElement.append(host);
  return {
    toggle: panel.toggle,
    /** Before another takes its place, at most once: when the settings come late. */
    remove() {
      panel.node.hidden = true;
      host.remove();
    },
  };
}
