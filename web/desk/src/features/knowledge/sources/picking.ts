import { flawOf, type Upload } from "./uploading";

/** As on the command line: what begins with a dot is nobody's text. */
const hidden = (path: string) => path.split("/").some((part) => part.startsWith("."));
const visible = (uploads: Upload[]) => uploads.filter((one) => !hidden(one.path));

/** Files chosen by button. Of a folder each has its path in it, which says its language and makes it known again. */
export function chosen(files: readonly File[]): Upload[] {
  const all = files.map((file) => ({ path: file.webkitRelativePath || file.name, file }));
  return visible(all.map(within));
}

/** Files and folders let go of over the page, with all folders in them. Must be called while the drop is handled. */
export async function dropped(transfer: DataTransfer): Promise<Upload[]> {
  // All at once: after the first wait the browser has closed what it handed over.
  const parts = [...transfer.items].map((item) => [item.webkitGetAsEntry(), item.getAsFile()] as const);
  const found = await Promise.all(
    parts.map(([entry, file]) =>
      entry?.isDirectory ? allIn(entry) : file ? [{ path: file.name, file }] : [],
    ),
  );
  // Of one folder its own name says nothing; of several it tells them apart.
  return visible(parts.length === 1 ? found.flat().map(within) : found.flat());
}

const within = ({ path, file }: Upload): Upload => {
  const inner = path.slice(path.indexOf("/") + 1);
  return inner === path ? { path, file } : { path: inner, file, folder: path.slice(0, -inner.length - 1) };
};

async function allIn(entry: FileSystemEntry): Promise<Upload[]> {
  const path = entry.fullPath.replace(/^\//, "");
  if (hidden(path)) return [];
  if (entry.isFile) {
    const file = await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail));
    return [{ path, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside: FileSystemEntry[] = [];
  // A folder tells its content in portions; an empty one is the end.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (portion.length === 0) break;
    inside.push(...portion);
  }
  return (await Promise.all(inside.map(allIn))).flat();
}

const same = (a: File, b: File) =>
  a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;

/**
 * What is chosen now beside what was. The same file again is one. Another of the same name gets its folder's name before
 * it, or is marked: one of two must never silently take the other's place.
 */
export function together(before: readonly Upload[], more: readonly Upload[]): Upload[] {
  const all = [...before];
  for (const one of more) {
    const there = all.find((other) => other.path === one.path);
    if (there === undefined) all.push(one);
    else if (!same(there.file, one.file)) all.push(apart(one, all));
  }
  // Who has to do something about a file finds it without looking for it.
  return all.toSorted((a, b) => Number(flawOf(b) !== null) - Number(flawOf(a) !== null));
}

function apart(one: Upload, all: readonly Upload[]): Upload {
  const path = one.folder === undefined ? one.path : `${one.folder}/${one.path}`;
  return { ...one, path, twice: all.some((other) => other.path === path) };
}
