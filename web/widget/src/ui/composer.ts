/** Where the customer writes: Enter sends, Shift+Enter is a new line, the draft is kept. */

import { say, typed } from "../chat";
import { config } from "../config";
import { read, write } from "../storage";
import type { UnsentFile } from "../types";
import * as t from "../words";
import { form, h, icon } from "./dom";

export function composerView() {
  const { max_length, texts } = config;
  const hint = texts.placeholder || t.write;
  const text = h("textarea", {
    rows: 1,
    placeholder: hint,
    "aria-label": hint,
    enterkeyhint: "send",
    dir: "auto",
  });
  const send = h("button", { class: "send", "aria-label": t.send }, icon("M12 19V5M6 11l6-6 6 6"));

  const update = () => {
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight + 2}px`;
    const length = [...text.value.trim()].length;
    text.ariaInvalid = `${length > max_length}`;
    send.ariaDisabled = `${!(length || read("tray")) || length > max_length}`;
  };
  const submit = () => {
    text.focus();
    if (send.ariaDisabled === "true") return;
    say(text.value.trim(), null, read<UnsentFile[]>("tray"));
    text.value = "";
    write("draft", null);
    write("tray", null);
    update();
  };
  text.oninput = () => {
    write("draft", text.value);
    update();
    typed();
  };
  // Files were chosen or left out.
  text.onchange = update;
  text.onkeydown = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  };
  text.value = read("draft") ?? "";
  return { node: form("write", submit, text, send), update, focus: () => text.focus() };
}
