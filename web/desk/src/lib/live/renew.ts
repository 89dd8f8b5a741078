import type { InfiniteData, QueryClient, QueryKey } from "@tanstack/react-query";
import type { Filter } from "@/api/conversations";
import type { Conversation, Page } from "@/api/types";
import { before } from "./lists";

/** A part of a list; `old` since something was missed, until it has been read again. */
export interface Part extends Page<Conversation> {
  old?: number;
}

export type Parts = InfiniteData<Part, string | null>;

/** So many parts are read again at once; of more, each when it comes into view. */
const few = 2;
/** What lies between two parts is read in so many at the most; where more is new than that, the list begins anew. */
export const most = 5;

/** Something of these lists was missed: long ones are read again where they are looked at, and let go where they are not. */
export function readAgain(cache: QueryClient, queryKey: QueryKey): void {
  for (const query of cache.getQueryCache().findAll({ queryKey })) {
    const parts = query.state.data as Parts | undefined;
    const exactly = { queryKey: query.queryKey, exact: true };
    if (parts === undefined || parts.pages.length <= few) void cache.invalidateQueries(exactly);
    else if (query.getObserversCount() === 0) cache.removeQueries(exactly);
    else {
      const pages = parts.pages.map((part) => ({ ...part, old: Date.now() }));
      cache.setQueryData<Parts>(query.queryKey, { ...parts, pages });
    }
  }
}

/** What comes right after a part: where it ends, whatever has come and gone in it. */
export const endOf = (parts: Parts, n: number): Conversation | undefined =>
  parts.pages.slice(n + 1).find((part) => part.items.length > 0)?.items[0];

/** A list with one part read again. What stands in it now stands nowhere else. */
export function withPart(parts: Parts, n: number, read: Part, filter: Filter): Parts {
  const end = endOf(parts, n);
  const items = end === undefined ? read.items : read.items.filter((item) => before(item, end, filter));
  const here = new Set(items.map(({ id }) => id));
  const last = n === parts.pages.length - 1;
  const pages = parts.pages.map((part, at) => {
    if (at !== n) return { ...part, items: part.items.filter(({ id }) => !here.has(id)) };
    return { items, next_cursor: last ? read.next_cursor : part.next_cursor };
  });
  return { ...parts, pages };
}
