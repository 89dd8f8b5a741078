import { useCallback, useEffect, useRef, useState } from "react";

export interface Chosen {
  ids: readonly string[];
  has: (id: string) => boolean;
  /** Puts one in or out; `range`: all from the last one to this one. */
  toggle: (id: string, range: boolean) => void;
  put: (ids: readonly string[]) => void;
}

/** Which of a list's rows are chosen to do something with them together. What leaves the list is chosen no more. */
export function useChosen(listed: readonly string[]): Chosen {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const ids = listed.filter((id) => picked.has(id));
  const last = useRef<string | null>(null);
  const seen = useRef({ listed, ids });
  useEffect(() => {
    seen.current = { listed, ids };
  });
  // The same function always: rows that did not change are not drawn anew.
  const toggle = useCallback((id: string, range: boolean) => {
    const { listed: all, ids: now } = seen.current;
    const at = all.indexOf(id);
    const from = range && last.current !== null ? all.indexOf(last.current) : -1;
    last.current = id;
    if (from !== -1) setPicked(new Set([...now, ...all.slice(Math.min(from, at), Math.max(from, at) + 1)]));
    else setPicked(new Set(now.includes(id) ? now.filter((one) => one !== id) : [...now, id]));
  }, []);
  const put = useCallback((next: readonly string[]) => setPicked(new Set(next)), []);
  return { ids, has: (id) => picked.has(id), toggle, put };
}
