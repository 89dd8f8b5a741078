/** The contact form's view: what is not there yet, then the fields, whose words survive a reload. */

import { config } from "../config";
import { forms } from "../form";
import { about } from "../session";
import { read, write } from "../storage";
import * as t from "../words";
import { bubble, unsentItem } from "./bubble";
import { button, form, h } from "./dom";

export function contactView(back: () => void) {
  const text = h("textarea", { required: true, rows: 4, maxlength: config.max_length, dir: "auto" });
  const fields = [
    h("input", { autocomplete: "name", maxlength: 200 }),
    h("input", {
      type: "email",
      autocomplete: "email",
      required: true,
      maxlength: 200,
      // As the server wants it, so that what the browser lets pass is not refused there.
      pattern: ".+@.+[.][^.]+",
    }),
    text,
  ];
  const values = () => fields.map(({ value }) => value);
  const keep = () => write("writing", values());
  const list = h("ul");
  const node = form(
    "contact",
    () => {
      const [name, email = "", said = ""] = values();
      if (said.trim()) forms.add({ name: name || null, email, text: said.trim(), ...about() });
      text.value = "";
      keep();
      text.focus();
    },
    h("h2", {}, t.leave),
    list,
    ...[t.name, t.email, t.write].map((label, i) => h("label", {}, label, fields[i])),
    h("button", { class: "main" }, t.send),
    button(t.open, back),
  );
  node.oninput = keep;
  read<string[]>("writing")?.forEach((value, i) => {
    (fields[i] as HTMLInputElement).value = value;
  });
  let shown = "";
  return {
    node,
    focus: () => fields[0]?.focus(),
    render(): void {
      const items = forms.list().map((item) => ({ ...unsentItem(item, forms), day: "", first: true }));
      const sign = JSON.stringify(items);
      if (sign === shown) return;
      shown = sign;
      const held = list.querySelector(":focus");
      list.replaceChildren(...items.map(bubble));
      if (held) text.focus();
    },
  };
}
