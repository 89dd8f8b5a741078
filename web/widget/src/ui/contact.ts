/** The contact form's view. */

import { config } from "../config";
import { formNote, submitForm } from "../form";
import { newId } from "../ids";
import { about } from "../session";
import * as t from "../words";
import { button, form, h } from "./dom";

export function contactView(back: () => void) {
  const name = h("input", { autocomplete: "name" });
  const email = h("input", { type: "email", autocomplete: "email", required: true });
  const text = h("textarea", { required: true, rows: 4, maxlength: config.max_length, dir: "auto" });
  const fields = h(
    "div",
    {},
    h("label", {}, t.name, name),
    h("label", {}, t.email, email),
    h("label", {}, t.write, text),
    h("button", { class: "main" }, t.send),
  );
  const note = h("p", { role: "status" });
  const node = form(
    "contact",
    () => {
      submitForm({ id: newId(), name: name.value || null, email: email.value, text: text.value, ...about() });
    },
    h("h2", {}, t.leave),
    fields,
    note,
    button(t.open, back),
  );
  return {
    node,
    focus: () => name.focus(),
    render(): void {
      fields.hidden = !!formNote && formNote !== t.failed;
      note.textContent = formNote;
      if (fields.hidden) text.value = "";
    },
  };
}
