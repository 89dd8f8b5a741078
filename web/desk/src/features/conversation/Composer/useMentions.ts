import type { KeyboardEvent, RefObject } from "react";
import { $api } from "@/api/client";
import { type Named, named } from "./mentioned";
import { useMark } from "./useMark";

interface Options {
  workspace: string;
  me: string;
  field: RefObject<HTMLTextAreaElement | null>;
  draft: string;
  onDraft: (text: string) => void;
  enabled: boolean;
}

/** The list of colleagues at the caret of a note: opens at `@`. */
export function useMentions({ workspace, me, ...options }: Options) {
  const mark = useMark({ mark: "@", ...options });
  const all = $api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace}/members",
    { params: { path: { workspace } } },
    { enabled: options.enabled && mark.asked, staleTime: 60_000 },
  );
  const { word } = mark;
  const others = (all.data?.items ?? []).filter((one) => !one.suspended && one.id !== me);
  const items = word === null ? [] : named(others, word);
  const pick = (one: Named) => mark.put(`@${one.name} `);
  return {
    ...mark,
    open: word !== null && (all.isPending || items.length > 0 || word === ""),
    items,
    loading: all.isPending,
    pick,
    onKeyDown: (event: KeyboardEvent) =>
      (items.length > 0 || event.key === "Escape") &&
      mark.choose(event, items.length, (at) => {
        const chosen = items[at];
        if (chosen !== undefined) pick(chosen);
      }),
  };
}
