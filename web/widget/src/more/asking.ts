/** What is asked before a chat: a form in place of the composer, until it was answered once. */

import type { Refusal } from "../api";
import { form, h } from "../ui/dom";
import { host, word } from "./host";
import { said } from "./said";

const types = { name: "text", email: "email", phone: "tel", own: "text" };
const fills = { name: "name", email: "email", phone: "tel", own: "off" };

interface Kept {
  answers: Record<string, string>;
  agreed: boolean;
  /** It is to be sent. */
  done: boolean;
  /** The server has it. */
  sent?: boolean;
}

/** What was written so far survives a reload; once it was answered nobody is asked again. */
const kept = (): Kept => host.read<Kept>("asked") ?? { answers: {}, agreed: false, done: false };

export function asking(panel: HTMLElement): void {
  const { asked = [], consent = "" } = host.now().config.behaviour ?? {};
  if (!asked.length && !consent) return;
  const log = panel.querySelector(".log") as HTMLElement;
  const composer = panel.querySelector(".write") as HTMLElement;

  const inputs = asked.map(({ place, kind, required }) => {
    const input = h("input", {
      type: types[kind],
      autocomplete: fills[kind],
      required,
      maxlength: kind === "own" ? 500 : kind === "phone" ? 40 : 200,
      // As the server wants it, so that what the browser lets pass is not refused there.
      ...(kind === "email" && { pattern: ".+@.+[.][^.]+" }),
    });
    input.value = kept().answers[place] ?? said(kind);
    return input;
  });
  const box = h("input", { type: "checkbox", required: true });
  const keep = (done: boolean) =>
    host.write("asked", {
      answers: Object.fromEntries(asked.map(({ place }, i) => [place, inputs[i]?.value.trim() ?? ""])),
      agreed: box.checked,
      done,
    } satisfies Kept);
  const node = form(
    "contact asked",
    () => {
      keep(true);
      render();
      composer.querySelector("textarea")?.focus();
      send();
    },
    h("p", { dir: "auto" }, word("before_chat")),
    ...asked.map(({ kind, label, required }, i) =>
      h(
        "label",
        {},
        (label || word(`ask_${kind}`)) + (required ? "" : ` (${word("optional")})`),
        inputs[i] as HTMLElement,
      ),
    ),
    consent && h("label", { class: "agree" }, box, h("span", { dir: "auto" }, consent)),
    h("button", { class: "main" }, word("begin_chat")),
  );
  node.oninput = () => keep(false);

  let shown = false;
  function render(): void {
    // Who has said something already is not held up; who has begun to answer goes on.
    const open = !kept().done && !host.read("conversation") && !host.unsent().length;
    node.hidden = !open;
    if (open || shown) log.hidden = composer.hidden = open;
    shown = open;
  }
  composer.after(node);
  host.on("change", render);
  host.on("change", send);
  render();
  send();
  if (shown && (panel.getRootNode() as ShadowRoot).activeElement?.closest(".write")) inputs[0]?.focus();
}

let sending = false;
/** Before the first message, or as soon as the server is there; a refusal is about what no longer is asked. */
async function send(): Promise<void> {
  const { done, sent, answers, agreed } = kept();
  if (!done || sent || sending) return;
  sending = true;
  try {
    await host.arrive();
    await host.call("answers", { answers, agreed, language: host.now().config.language });
    host.write("asked", { ...kept(), sent: true });
  } catch (error) {
    // No answer, or one that may be another soon, is no answer to this.
    const { status = 0 } = error as Partial<Refusal>;
    if (status >= 400 && status < 429) host.write("asked", { ...kept(), sent: true });
  }
  sending = false;
}
