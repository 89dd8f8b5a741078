import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { type Filter, fetchPart, keys } from "@/api/conversations";
import { before } from "@/lib/live/lists";
import { endOf, most, type Parts, withPart } from "@/lib/live/renew";

/** Reads again what is old and in view (rows `from` to `to`), and the beginning: a part at a time. */
export function useRenewed(
  workspace: string,
  filter: Filter,
  parts: (Omit<Parts, "pageParams"> & { pageParams: unknown[] }) | undefined,
  { from, to }: { from: number; to: number },
): void {
  const cache = useQueryClient();
  let first = 0;
  const old = parts?.pages.findIndex((part, n) => {
    const begin = first;
    first += part.items.length;
    return part.old !== undefined && (n === 0 || (begin <= to && first > from));
  });
  const part = old === undefined ? undefined : parts?.pages[old];
  const cursor =
    part === undefined ? undefined : ((parts?.pageParams[old as number] ?? null) as string | null);
  const read = useEffectEvent(async (from: string | null, signal: AbortSignal) => {
    const key = keys.list(workspace, filter);
    const known = cache.getQueryData<Parts>(key);
    const at = known?.pageParams.indexOf(from) ?? -1;
    if (known === undefined || at === -1) return;
    const end = endOf(known, at);
    let found = await fetchPart(workspace, filter, from, signal);
    for (let n = 1; end !== undefined && found.next_cursor !== null; n++) {
      const last = found.items.at(-1);
      if (last === undefined || !before(last, end, filter)) break;
      if (n === most) return void cache.resetQueries({ queryKey: key, exact: true });
      const next = await fetchPart(workspace, filter, found.next_cursor, signal);
      found = { ...next, items: [...found.items, ...next.items] };
    }
    cache.setQueryData<Parts>(key, (now) =>
      now?.pageParams[at] === from ? withPart(now, at, found, filter) : now,
    );
  });
  const since = part?.old;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was tried in vain is tried again when it is old anew
  useEffect(() => {
    if (cursor === undefined) return;
    const given = new AbortController();
    read(cursor, given.signal).catch(() => undefined);
    return () => given.abort();
  }, [cursor, since]);
}
