import { client } from "@/api/client";
import { sourcePath } from "@/api/sources";

const readable = new Set(
  "md markdown mdown txt yaml yml json csv tsv html htm xhtml pdf docx".split(" ").map((one) => `.${one}`),
);
export const accepted = [...readable].join(",");
const largest = 20 * 1024 * 1024;
const most = { files: 50, bytes: 20 * 1024 * 1024 };

export type Flaw = "type" | "size" | "empty" | "folder";

/** Why a file cannot be read, as far as that can be told before it is sent. */
export function flawOf(file: Pick<File, "name" | "size" | "type">): Flaw | null {
  const dot = file.name.lastIndexOf(".");
  const suffix = dot < 0 ? "" : file.name.slice(dot).toLowerCase();
  // Browsers hand over a dropped folder as a file without a type and, mostly, without a suffix.
  if (suffix === "" && file.type === "") return "folder";
  if (!readable.has(suffix)) return "type";
  if (file.size > largest) return "size";
  return file.size === 0 ? "empty" : null;
}

/** Files in portions that one request may carry. */
export function portions<One extends Pick<File, "size">>(files: readonly One[]): One[][] {
  const all: One[][] = [];
  let bytes = 0;
  for (const file of files) {
    const last = all.at(-1);
    if (last === undefined || last.length >= most.files || bytes + file.size > most.bytes) {
      all.push([file]);
      bytes = file.size;
    } else {
      last.push(file);
      bytes += file.size;
    }
  }
  return all;
}

/** Hand files in for the next import; `onSent` hears how many have arrived. The same again replaces, so it may be repeated. */
export async function handIn(
  workspace: string,
  source: string,
  files: readonly File[],
  onSent: (count: number) => void,
): Promise<void> {
  let sent = 0;
  for (const portion of portions(files)) {
    await client.POST(`${sourcePath}/files`, {
      params: { path: { workspace, source_id: source } },
      body: { files: portion.map((file) => file.name) },
      bodySerializer: () => {
        const form = new FormData();
        for (const file of portion) form.append("files", file);
        return form;
      },
    });
    sent += portion.length;
    onSent(sent);
  }
}
