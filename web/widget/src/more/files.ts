/**
 * What came with a message, as nodes; and what is still to go with one.
 *
 * Pictures are painted, not linked: the shop's policy for images need not allow anything of ours, and no address opens
 * a file without the customer's token.
 */

import type { Attachment, Unsent, UnsentFile } from "../types";
import type { Item } from "../ui/bubble";
import { button, h } from "../ui/dom";
import { host, word } from "./host";
import { showPart } from "./sending";

const units = ["byte", "kilobyte", "megabyte"] as const;
const patience = 60_000;

/** How large, in three figures at most. */
export function sizeText(bytes: number, language = host.now().config.language): string {
  const power = bytes < 1e3 ? 0 : bytes < 1e6 ? 1 : 2;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: units[power] as string,
    unitDisplay: "short",
    maximumFractionDigits: +(power > 1),
  }).format(bytes / 1e3 ** power);
}

export const faceOf = ({ name, bytes }: Pick<Attachment, "name" | "bytes">): HTMLElement =>
  h("bdi", {}, `${name} · ${sizeText(bytes)}`);

/** Words for a refusal that is about a file; none for others. */
const reasons: Record<string, string> = {
  attachment_refused: "wrong_type",
  picture_refused: "unreadable",
  body_too_large: "too_large",
  too_many_attachments: "too_many",
  attachments_full: "no_room",
  storage_full: "no_room",
  file_gone: "file_gone",
};

/** Why it did not go, in words; empty where it has nothing to do with files. */
export function reasonText(code = ""): string {
  const { attachments } = host.now().config;
  const reason = reasons[code];
  const most = reason === "too_large" ? sizeText(attachments?.file_bytes ?? 0) : attachments?.per_message;
  return reason ? word(reason, most) : "";
}

/** Into `box`: each file as a button that saves it, a picture with what is on it; of an unsent message, how far it is. */
export function show(box: HTMLElement, item: Item): void {
  // Without words there is no bubble for them.
  for (const words of box.parentElement?.querySelectorAll<HTMLElement>(".text") ?? [])
    words.hidden = !item.text;
  for (const file of item.attachments ?? []) arrived(box, file, item.conversation_id as string);
  if (item.files) waiting(box, item as Item & Unsent, item.files);
}

function arrived(box: HTMLElement, file: Attachment, conversation: string): void {
  const fetched = async (rest: string): Promise<Blob> => {
    const path = `conversations/${conversation}/attachments/${rest}`;
    return (await host.send(path, { signal: AbortSignal.timeout(patience) })).blob();
  };
  const save = async (): Promise<void> => {
    try {
      const href = URL.createObjectURL(await fetched(file.id));
      h("a", { href, download: file.name }).click();
      setTimeout(() => URL.revokeObjectURL(href), patience);
    } catch {
      // As after any press: once more.
      face.textContent = `↻ ${file.name}`;
    }
  };
  const paint = async (): Promise<void> => {
    const picture = await createImageBitmap(await fetched(`${file.id}/thumbnail`));
    const { width, height } = picture;
    const canvas = h("canvas", { width, height, role: "img", "aria-label": file.name });
    canvas.style.cssText = "display:block;max-width:100%;height:auto;max-height:14em;border-radius:.6em";
    canvas.getContext("2d")?.drawImage(picture, 0, 0);
    picture.close();
    face.replaceWith(canvas);
  };
  const face = faceOf(file);
  face.style.overflowWrap = "anywhere";
  box.append(button(face, () => void save(), { title: file.name }));
  // Where a picture cannot be had its name stays, and can be pressed.
  if (file.width) paint().catch(() => {});
}

/** What is on its way can be called back; what was refused says why, and the words can go without it. */
function waiting(box: HTMLElement, item: Item & Unsent, files: UnsentFile[]): void {
  const { id, failed, code } = item;
  for (const file of files) {
    const bar = h("progress", { "aria-label": file.name });
    if (!failed) showPart(file.id, bar);
    box.append(h("div", {}, faceOf(file), !failed && bar));
  }
  if (!failed) return void box.append(button(word("cancel"), () => host.drop(id)));
  const reason = reasonText(code);
  if (!reason) return;
  box.prepend(h("div", { class: "bad" }, reason));
  if (!item.text) return;
  const alone = () => {
    const { files: _, ...rest } = host.unsent().find((one) => one.id === id) ?? item;
    host.write(`outbox:${id}`, rest);
    host.again(id);
  };
  box.append(button(word("without_files"), alone));
}
