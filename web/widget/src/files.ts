/**
 * What came with a message, as nodes. Fetched with the first file there is to show: most conversations have none.
 *
 * Pictures are painted, not linked: the shop's policy for images need not allow anything of ours, and no address opens
 * a file without the customer's token.
 */

import type { Attachment, Message } from "./types";
import { button, h } from "./ui/dom";

/** Gets something of this customer's by its path. */
type Get = (path: string, options: { signal: AbortSignal }) => Promise<Response>;

const units = ["byte", "kilobyte", "megabyte"] as const;
const patience = 60_000;

/** How large, in three figures at most. */
export function sizeText(language: string, bytes: number): string {
  const power = bytes < 1e3 ? 0 : bytes < 1e6 ? 1 : 2;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: units[power] as string,
    unitDisplay: "short",
    maximumFractionDigits: +(power > 1),
  }).format(bytes / 1e3 ** power);
}

/** Into `box`: each file of the message as a button that saves it, a picture with what is on it. */
export function show(
  box: HTMLElement,
  get: Get,
  { conversation_id, attachments, text }: Pick<Message, "conversation_id" | "attachments" | "text">,
): void {
  const { lang } = box.closest<HTMLElement>("[lang]") ?? document.documentElement;
  // Without words there is no bubble for them.
  for (const words of box.parentElement?.querySelectorAll<HTMLElement>(".text") ?? []) words.hidden = !text;
  const fetched = async (rest: string): Promise<Blob> => {
    const path = `conversations/${conversation_id}/attachments/${rest}`;
    return (await get(path, { signal: AbortSignal.timeout(patience) })).blob();
  };
  const save = async (file: Attachment, face: HTMLElement): Promise<void> => {
    try {
      const href = URL.createObjectURL(await fetched(file.id));
      h("a", { href, download: file.name }).click();
      setTimeout(() => URL.revokeObjectURL(href), patience);
    } catch {
      // As after any press: once more.
      face.textContent = `↻ ${file.name}`;
    }
  };
  const paint = async (file: Attachment, face: HTMLElement): Promise<void> => {
    const picture = await createImageBitmap(await fetched(`${file.id}/thumbnail`));
    const { width, height } = picture;
    const canvas = h("canvas", { width, height, role: "img", "aria-label": file.name });
    canvas.style.cssText = "display:block;max-width:100%;height:auto;max-height:14em;border-radius:.6em";
    canvas.getContext("2d")?.drawImage(picture, 0, 0);
    picture.close();
    face.replaceWith(canvas);
  };
  for (const file of attachments) {
    const face = h("bdi", {}, `${file.name} · ${sizeText(lang || navigator.language, file.bytes)}`);
    face.style.overflowWrap = "anywhere";
    const node = button(face, () => void save(file, face), { title: file.name });
    box.append(node);
    // Where a picture cannot be had its name stays, and can be pressed.
    if (file.width) paint(file, face).catch(() => {});
  }
}
