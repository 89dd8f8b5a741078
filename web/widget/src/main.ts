/** Starts the widget: reads the script tag, asks for the settings, shows the launcher. A mistake only warns. */

// First, because the whole compresses best in this order.
import "./markdown";
import "./session";
import type { Refusal } from "./api";
import { changed, emit, on } from "./bus";
import { find, isOpen, outbox, sync } from "./chat";
import { fetchConfig, rememberConfig } from "./config";
import { forms, writing } from "./form";
import { base } from "./options";
import { expose, page } from "./sdk";
import { openHere } from "./storage";
import { mount, type Widget } from "./ui/root";
import { backoff, sleep, wake } from "./waiting";

let widget: Widget | null = null;
/** What the page asked for before there was anything to open. */
let eager: boolean | null = null;

/** For the site's owner, in the console; the page itself shows nothing. */
const warn = (...what: unknown[]): void => {
  // biome-ignore lint/suspicious/noConsole: the one place a host page's developer looks.
  console.warn("Sportello:", ...what);
};

/** Takes up what the last visit left, or another tab that was closed over it, as soon as there is a chance to. */
function goOn(): void {
  wake();
  sync();
  outbox.flush();
  forms.flush();
}

function show(): void {
  const first = !widget;
  const open = first ? (eager ?? openHere()) : isOpen;
  const held = document.activeElement as HTMLElement | null;
  widget?.remove();
  widget = mount();
  // Nobody asked for it on this page: as it was on the last one, and the focus stays with the page.
  if (open) widget.toggle(true, first && eager === null);
  if (!first) {
    // Drawn anew, it does not take the focus from the page; ours is gone and cannot.
    held?.focus();
    return;
  }
  find();
  goOn();
  for (const event of ["online", "offline", "visibilitychange"]) addEventListener(event, goOn);
  addEventListener("storage", sync);
  emit("ready");
}

async function start(): Promise<void> {
  // Calls made before the script had loaded are done by expose, and need a language.
  rememberConfig();
  expose((open) => {
    eager = open;
    widget?.toggle(open);
  });
  on("error", (detail) => warn("identify failed", detail));
  const pace = backoff();
  for (let tries = 1; ; tries++) {
    try {
      await fetchConfig();
      // Drawn anew once nobody is in the midst of a contact form.
      const stop = on("change", () => {
        if (writing && isOpen) return;
        stop();
        show();
      });
      return changed();
    } catch (error) {
      const { status, passing, after } = error as Refusal;
      if (!passing)
        return warn(
          status === 403 ? `allow ${location.origin}` : `copy again, refused: ${status}`,
          "data-key in the desk of",
          base,
        );
      if (tries === 2) show();
      await sleep(pace.next(), after);
    }
  }
}

addEventListener("online", wake);
// A second script tag changes nothing: before the first one, there is nothing or a list of waiting calls.
if (!page.sportello || Array.isArray(page.sportello)) start();
