import { useCallback, useRef, useState } from "react";
import { type Attachment, fileAddress, handIn } from "@/api/attachments";
import { Problem } from "@/api/problem";
import { newId } from "@/lib/ids";

/** A file on its way into the next reply. Its id is made here, so handing it in again is the same file. */
export interface Handed {
  id: string;
  file: File;
  /** How far it is, from 0 to 1. */
  part: number;
  done: Attachment | null;
  /** Why it was refused: the code, which has its own words. */
  failed: string | null;
}

export interface Files {
  all: Handed[];
  /** Every one of them is with the server. */
  ready: boolean;
  add: (files: Iterable<File>) => void;
  retry: (id: string) => void;
  remove: (id: string) => void;
  /** They went with a reply. */
  clear: () => void;
}

/** Files are handed in as soon as they are chosen, so that sending need not wait for them. */
export function useFiles(workspace: string, conversation: string): Files {
  const [all, setAll] = useState<Handed[]>([]);
  const underWay = useRef(new Map<string, AbortController>());

  const change = useCallback((id: string, news: Partial<Handed>) => {
    setAll((old) => old.map((one) => (one.id === id ? { ...one, ...news } : one)));
  }, []);

  const begin = useCallback(
    (id: string, file: File) => {
      const stop = new AbortController();
      underWay.current.set(id, stop);
      change(id, { part: 0, failed: null });
      handIn(fileAddress(workspace, conversation, id), file, (part) => change(id, { part }), stop.signal)
        .then((done) => change(id, { part: 1, done }))
        .catch((error: unknown) => change(id, { failed: Problem.of(error).code }))
        .finally(() => underWay.current.delete(id));
    },
    [workspace, conversation, change],
  );

  const add = useCallback(
    (files: Iterable<File>) => {
      const news = [...files].map((file) => ({ id: newId(), file, part: 0, done: null, failed: null }));
      setAll((old) => [...old, ...news]);
      for (const { id, file } of news) begin(id, file);
    },
    [begin],
  );
  const retry = useCallback(
    (id: string) => {
      const one = all.find((each) => each.id === id);
      if (one !== undefined) begin(id, one.file);
    },
    [all, begin],
  );
  const remove = useCallback((id: string) => {
    underWay.current.get(id)?.abort();
    setAll((old) => old.filter((one) => one.id !== id));
  }, []);
  const clear = useCallback(() => setAll([]), []);

  return { all, ready: all.every(({ done }) => done !== null), add, retry, remove, clear };
}
