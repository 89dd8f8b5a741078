/** Somebody is wanted and nobody is there: said as it is, with a short form for how to reach the customer. */

import { newId } from "../ids";
import { button, form, h } from "../ui/dom";
import { host, word } from "./host";
import { said } from "./said";

const fields = [
  { kind: "name", type: "text", autocomplete: "name", maxlength: 200 },
  // As the server wants it, so that what the browser lets pass is not refused there.
  { kind: "email", type: "email", autocomplete: "email", maxlength: 200, pattern: ".+@.+[.][^.]+" },
  { kind: "phone", type: "tel", autocomplete: "tel", maxlength: 40 },
] as const;

/** At the end of the log. What was written stays there until it was sent. */
export function awayView(log: HTMLElement): void {
  let open = false;
  let id = newId();
  const inputs = fields.map(({ kind, ...props }) => h("input", props));
  const about = h("textarea", { rows: 2, maxlength: 2000, dir: "auto" });
  const problem = h("p", { role: "alert", class: "bad" });
  const told = h("p", { tabindex: -1 });
  const opener = button(word("away_open"), () => {
    open = true;
    fields.forEach(({ kind }, i) => {
      (inputs[i] as HTMLInputElement).value ||= said(kind);
    });
    render();
    inputs.find(({ value }) => !value)?.focus();
    node.scrollIntoView({ block: "nearest" });
  });
  const node = form(
    "mail reach",
    send,
    ...fields.map(({ kind }, i) => h("label", {}, word(`ask_${kind}`), inputs[i] as HTMLElement)),
    h("label", {}, word("away_about"), about),
    problem,
    h("button", { class: "main" }, host.now().send),
    button(word("cancel"), () => {
      open = false;
      render();
      opener.focus();
    }),
  );
  node.oninput = () => {
    id = newId();
    problem.textContent = "";
  };

  let sending = false;
  async function send(): Promise<void> {
    const [name, email, phone] = inputs.map(({ value }) => value.trim() || null);
    if (!email && !phone) {
      problem.textContent = word("away_need");
      inputs[1]?.focus();
      return;
    }
    if (sending) return;
    sending = true;
    try {
      await host.ask("/reach", { id, name, email, phone, about: about.value.trim() });
      host.write("reach", host.read("conversation"));
      about.value = "";
      open = false;
      render();
      told.focus();
    } catch {
      problem.textContent = word("away_failed");
    }
    sending = false;
  }

  function render(): void {
    const { conversation } = host.now();
    const waits = !!conversation?.away;
    const done = host.read("reach") === conversation?.id;
    const following = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
    const news = waits && told.hidden;
    // Who is writing it goes on, also if somebody comes meanwhile.
    node.hidden = !open || done;
    opener.hidden = !waits || open || done;
    told.hidden = !waits;
    told.textContent = word(done ? "away_done" : "away_text");
    if (news && following) log.scrollTop = 1e9;
  }
  told.hidden = true;
  log.append(told, opener, node);
  host.on("change", render);
  render();
}
