import { client } from "@/api/client";
import { sourcePath } from "@/api/sources";

const readable = new Set(
  "md markdown mdown txt yaml yml json csv tsv html htm xhtml pdf docx".split(" ").map((one) => `.${one}`),
);
export const accepted = [...readable].join(",");
const largest = 20 * 1024 * 1024;
const most = { files: 50, bytes: 20 * 1024 * 1024 };

/** A file and what it is called in its source: its path in the folder that was chosen. */
export interface Upload {
  path: string;
  file: File;
  /** The folder that was chosen, which its path leaves out. */
  folder?: string;
  /** Another file is called so already. */
  twice?: boolean;
}

export type Flaw = "type" | "size" | "empty" | "twice";

/** Why a file cannot be read, as far as that can be told before it is sent. */
export function flawOf({
  path,
  file,
  twice,
}: Pick<Upload, "path" | "twice"> & { file: Pick<File, "size"> }): Flaw | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const suffix = name.slice(Math.max(0, name.lastIndexOf("."))).toLowerCase();
  if (!readable.has(suffix)) return "type";
  if (file.size > largest) return "size";
  if (file.size === 0) return "empty";
  return twice ? "twice" : null;
}

/** Files in portions that one request may carry. */
export function portions<One extends { file: Pick<File, "size"> }>(uploads: readonly One[]): One[][] {
  const all: One[][] = [];
  let bytes = 0;
  for (const one of uploads) {
    const last = all.at(-1);
    if (last === undefined || last.length >= most.files || bytes + one.file.size > most.bytes) {
      all.push([one]);
      bytes = one.file.size;
    } else {
      last.push(one);
      bytes += one.file.size;
    }
  }
  return all;
}

/** Hand files in for the next import; `onSent` hears how many have arrived. The same again replaces, so it may be repeated. */
export async function handIn(
  workspace: string,
  source: string,
  uploads: readonly Upload[],
  onSent: (count: number) => void,
): Promise<void> {
  let sent = 0;
  for (const portion of portions(uploads)) {
    await client.POST(`${sourcePath}/files`, {
      params: { path: { workspace, source_id: source } },
      body: { files: portion.map((one) => one.path) },
      bodySerializer: () => {
        const form = new FormData();
        for (const one of portion) form.append("files", one.file, one.path);
        return form;
      },
    });
    sent += portion.length;
    onSent(sent);
  }
}
