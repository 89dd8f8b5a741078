/** The widget speaks first where the page's owner wants it: on some pages, after a while or some way down, once. */

import type { Rule } from "../types";
import { button, h, icon } from "../ui/dom";
import { host, word } from "./host";

const CROSS = "M6 6l12 12M18 6L6 18";

/** Whether this page is meant: by its whole address, with `*` for anything. */
export function meant(pages: string, address: string): boolean {
  const parts = pages.split("*");
  const [first = ""] = parts;
  const last = parts.at(-1) ?? "";
  if (parts.length === 1) return address === pages;
  if (!address.startsWith(first) || !address.endsWith(last)) return false;
  let at = first.length;
  // Each in its turn, so that no pattern takes long.
  for (const part of parts.slice(1, -1)) {
    const found = address.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= address.length - last.length;
}

const scrolled = (): number => {
  const { scrollHeight, clientHeight } = document.documentElement;
  return scrollHeight <= clientHeight ? 100 : (100 * (scrollY + clientHeight)) / scrollHeight;
};

export function speaking(root: HTMLElement): void {
  const said = () => host.read<string[]>("spoken") ?? [];
  const since = Date.now();
  /** Nobody is spoken to twice, nor while they speak. */
  const fits = ({ pages, text }: Rule) =>
    meant(pages, location.href.split("#")[0] ?? "") &&
    !said().includes(text) &&
    !host.now().isOpen &&
    !host.read("conversation");
  let shown: HTMLElement | null = null;

  function look(): void {
    if (!root.isConnected) {
      stop();
      return;
    }
    const rule = (host.now().config.behaviour?.rules ?? []).find(
      (one) =>
        fits(one) &&
        Date.now() - since >= one.after_seconds * 1000 &&
        (!one.scrolled || scrolled() >= one.scrolled),
    );
    if (rule && !shown) say(rule);
  }

  function say({ text }: Rule): void {
    host.write("spoken", [...said(), text]);
    const launcher = root.querySelector<HTMLElement>(".launch");
    const words = h("p", { class: "text", dir: "auto" }, text);
    shown = h(
      "div",
      { class: "spoken", role: "status" },
      button(words.cloneNode(true), () => launcher?.click()),
      button(icon(CROSS), close, { "aria-label": word("dismiss") }),
    );
    launcher?.before(shown);
    // Whoever opens the chat finds it there.
    root.querySelector(".log > ul")?.before(words);
  }
  function close(): void {
    shown?.remove();
    shown = null;
    root.querySelector<HTMLElement>(".launch")?.focus();
  }

  const clock = setInterval(look, 1000);
  addEventListener("scroll", look, { passive: true });
  const ended = host.on("change", () => {
    if (shown && host.now().isOpen) {
      shown.remove();
      shown = null;
    }
  });
  function stop(): void {
    clearInterval(clock);
    removeEventListener("scroll", look);
    ended();
  }
  look();
}
