/** What chosen files hold, kept in the browser until their message has arrived: also over a reload, where it may be. */

import { host } from "./host";

/** Where the browser keeps nothing for this page, at least until it is left. */
const memory = new Map<string, Blob>();

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Opened for one thing and closed: nothing of ours stands in the way of another tab. */
async function inStore<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const opening = indexedDB.open(host.full("files"));
  opening.onupgradeneeded = () => opening.result.createObjectStore("files");
  const database = await settled(opening);
  try {
    const transaction = database.transaction("files", mode);
    const result = await settled(work(transaction.objectStore("files")));
    return result;
  } finally {
    database.close();
  }
}

export async function keep(id: string, file: Blob): Promise<void> {
  memory.set(id, file);
  // As bytes: not every browser keeps a file that may be moved meanwhile.
  const bytes = await file.arrayBuffer();
  await inStore("readwrite", (store) => store.add(bytes, id)).catch(() => {});
}

/** What a file holds; null where the browser has let go of it. */
export async function kept(id: string): Promise<Blob | null> {
  const there = memory.get(id);
  if (there) return there;
  const bytes = await inStore<ArrayBuffer>("readonly", (store) => store.get(id)).catch(() => null);
  return bytes ? new Blob([bytes]) : null;
}

/** Lets go of all but what is still to be sent, at the moment it is let go of: a file is wanted before it is kept. */
export async function sweep(wanted: () => ReadonlySet<string>): Promise<void> {
  for (const id of memory.keys()) if (!wanted().has(id)) memory.delete(id);
  try {
    const ids = await inStore("readonly", (store) => store.getAllKeys());
    for (const id of ids) if (!wanted().has(`${id}`)) await inStore("readwrite", (store) => store.delete(id));
  } catch {
    // Nothing is kept, or it may not be looked at.
  }
}
