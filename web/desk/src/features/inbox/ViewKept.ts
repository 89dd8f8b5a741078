import { asked, type Filter, filterOf, sides } from "@/api/conversations";
import type { ViewFilter } from "@/api/types";

/** A list's filter, as a view keeps it. */
export const asKept = (filter: Filter): ViewFilter => asked({ ...filter, q: undefined });

/** A filter that was kept, as an address has it. */
export function asAddress(kept: ViewFilter): Filter {
  const lists = Object.fromEntries(sides.map((side) => [side, kept[side]?.join(",") || undefined]));
  return filterOf({ ...kept, ...lists } as unknown as Filter);
}
