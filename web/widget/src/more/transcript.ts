/** The conversation by e-mail: asked for at its end, or from the list of conversations at any time. */

import type { Refusal } from "../api";
import { newId } from "../ids";
import { button, form, h } from "../ui/dom";
import { host, word } from "./host";
import { said } from "./said";

/** At the end of the log; returns what opens it there. */
export function transcriptView(log: HTMLElement): () => void {
  let asking = false;
  /** The same letter, however often it is tried. */
  let id = newId();
  let of: string | null = null;
  const email = h("input", {
    type: "email",
    autocomplete: "email",
    required: true,
    maxlength: 200,
    pattern: ".+@.+[.][^.]+",
  });
  const told = h("p", { tabindex: -1, role: "status" });
  const ask = button(word("mail_ask"), open);
  const node = form(
    "mail",
    send,
    h("p", {}, word("mail_ask")),
    h("label", {}, word("ask_email"), email),
    h("button", { class: "main" }, host.now().send),
    button(word("cancel"), () => {
      asking = false;
      render();
      (ask.hidden ? log : ask).focus();
    }),
  );
  email.oninput = () => {
    id = newId();
  };

  function open(): void {
    asking = true;
    told.textContent = "";
    email.value ||= said("email");
    render();
    email.focus();
    node.scrollIntoView({ block: "end" });
  }

  let sending = false;
  async function send(): Promise<void> {
    if (sending) return;
    sending = true;
    try {
      await host.ask("/transcript", { id, email: email.value.trim() });
      told.textContent = word("mail_done", email.value.trim());
      asking = false;
      id = newId();
    } catch (error) {
      told.textContent = word((error as Partial<Refusal>).status === 429 ? "mail_many" : "mail_failed");
    }
    sending = false;
    render();
    told.focus();
  }

  function render(): void {
    const { conversation, config } = host.now();
    if (conversation && conversation.id !== of) {
      of = conversation.id;
      asking = false;
      told.textContent = "";
      id = newId();
    }
    const there = !!config.transcript && !!conversation?.last_seq;
    node.hidden = !asking || !there;
    ask.hidden = asking || !there || !conversation?.can_rate;
    told.hidden = !told.textContent;
  }
  log.append(told, ask, node);
  host.on("change", render);
  render();
  return open;
}
