/** Choosing files for the next message: by button, camera, dropping or pasting; told at once what cannot go. */

import { newId } from "../ids";
import type { UnsentFile } from "../types";
import { button, h, icon } from "../ui/dom";
import { faceOf, reasonText } from "./files";
import { host, word } from "./host";
import { keep, sweep } from "./kept";

const CLIP = "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 5 5l-8.5 8.5a1.7 1.7 0 0 1-2.5-2.5L14.5 7.5";
const CAMERA = "M4 8h3l2-3h6l2 3h3v11H4zM9 13a3 3 0 1 0 6 0a3 3 0 1 0-6 0";
const CROSS = "M6 6l12 12M18 6L6 18";

/** What may be told apart by its name, as the server tells it by what it holds (core/filetypes.py). */
const endings: Record<string, string> = {
  image: "jpg jpeg png gif webp",
  pdf: "pdf",
  text: "txt csv md log tsv ics vcf json yaml yml",
  office: "docx xlsx pptx odt ods odp",
  audio: "ogg oga opus mp3 m4a wav",
};
/** Named so, a telephone turns its own pictures into these before it hands them over. */
const pictures = "image/jpeg,image/png,image/gif,image/webp";

const chosen = (): UnsentFile[] => host.read("tray") ?? [];

export function attaching(panel: HTMLElement): void {
  const composer = panel.querySelector(".write") as HTMLFormElement;
  const text = composer.querySelector("textarea") as HTMLTextAreaElement;
  const list = h("ul");
  const problem = h("div", { role: "alert", class: "bad" });
  const tray = h("div", { class: "tray" }, problem, list);
  const taken = () => host.now().config.attachments;
  const accepted = () => (taken()?.kinds ?? []).flatMap((kind) => endings[kind]?.split(" ") ?? []);

  /** One press opens what the device offers. */
  const picker = (path: string, name: string, options: Record<string, unknown>): HTMLElement => {
    const input = h("input", { type: "file", hidden: true, tabindex: -1, ...options });
    input.onchange = () => {
      add([...(input.files ?? [])]);
      // The same file may be chosen again.
      input.value = "";
    };
    composer.append(input);
    return button(icon(path), () => input.click(), { class: "tool", "aria-label": name, title: name });
  };
  const clip = picker(CLIP, word("attach"), {
    multiple: true,
    accept: `${(taken()?.kinds ?? []).includes("image") ? `${pictures},` : ""}${accepted()
      .map((ending) => `.${ending}`)
      .join()}`,
  });
  const camera = picker(CAMERA, word("photo"), { accept: "image/*", capture: "environment" });

  /** What cannot go is told and left out. */
  function add(files: File[]): void {
    const { file_bytes = 0, per_message = 0 } = taken() ?? {};
    const told: string[] = [];
    let room = per_message - chosen().length;
    const fit = files.filter(({ name, size }) => {
      const ending = name.split(".").pop()?.toLowerCase() ?? "";
      const code = !accepted().includes(ending)
        ? "attachment_refused"
        : size > file_bytes
          ? "body_too_large"
          : size === 0
            ? "picture_refused"
            : room-- < 1
              ? "too_many_attachments"
              : "";
      if (code) told.push(`${name}: ${reasonText(code)}`);
      return !code;
    });
    for (const file of fit) {
      const id = newId();
      host.write("tray", [...chosen(), { id, name: file.name, bytes: file.size }]);
      keep(id, file);
    }
    problem.textContent = told.join(" ");
    render();
    text.focus();
  }

  function remove(id: string): void {
    const rest = chosen().filter((file) => file.id !== id);
    host.write("tray", rest.length ? rest : null);
    problem.textContent = "";
    render();
    text.focus();
  }

  let shown = "[]";
  let known = "";
  function render(): void {
    const files = chosen();
    const sign = JSON.stringify(files);
    const wanted = [...unsentIds()].join();
    if (wanted !== known) sweep(unsentIds);
    known = wanted;
    clip.hidden = camera.hidden = !taken()?.kinds.length;
    camera.hidden ||= !matchMedia("(pointer:coarse)").matches || !taken()?.kinds.includes("image");
    tray.hidden = !files.length && !problem.textContent;
    if (sign === shown) return;
    // What was told is about an earlier choice once the message has gone.
    if (!files.length) problem.textContent = "";
    shown = sign;
    list.replaceChildren(
      ...files.map((file) =>
        h(
          "li",
          {},
          faceOf(file),
          button(icon(CROSS), () => remove(file.id), { "aria-label": word("detach", file.name) }),
        ),
      ),
    );
    // The composer looks again whether there is something to send.
    text.dispatchEvent(new Event("change"));
  }

  text.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    // Words that were copied with their picture are meant as words.
    if (!files.length || !taken() || event.clipboardData?.types.includes("text/plain")) return;
    event.preventDefault();
    add(files);
  });
  const carries = (event: DragEvent) => !!taken() && !!event.dataTransfer?.types.includes("Files");
  panel.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    composer.classList.add("drop");
  });
  panel.addEventListener("dragleave", (event) => {
    if (!panel.contains(event.relatedTarget as Node | null)) composer.classList.remove("drop");
  });
  panel.addEventListener("drop", (event) => {
    composer.classList.remove("drop");
    if (!carries(event)) return;
    // Or the browser leaves the shop for the file.
    event.preventDefault();
    add([...(event.dataTransfer?.files ?? [])]);
  });

  composer.prepend(tray);
  text.after(clip, camera);
  host.on("change", render);
  render();
}

/** The files that are still to be sent, or to be taken back: nothing else may stay, above all on a shared computer. */
const unsentIds = (): Set<string> =>
  new Set([...chosen(), ...host.unsent().flatMap(({ files }) => files ?? [])].map(({ id }) => id));
