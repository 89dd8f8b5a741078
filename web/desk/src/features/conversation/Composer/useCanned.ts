import { type KeyboardEvent, type RefObject, useMemo } from "react";
import { $api } from "@/api/client";
import type { CannedReply, Macro } from "@/api/types";
import { macrosPath } from "@/ui/macros";
import { useMark } from "./useMark";

interface Options {
  workspace: string;
  language: string;
  field: RefObject<HTMLTextAreaElement | null>;
  draft: string;
  onDraft: (text: string) => void;
  enabled: boolean;
  onMacro: (macro: Macro) => void;
}

/** Best first: in the customer's language, then by shortcut, then by any word of the text. */
export function matching(replies: readonly CannedReply[], word: string, language: string): CannedReply[] {
  const rank = (reply: CannedReply) => {
    const shortcut = reply.shortcut.toLowerCase();
    const fit = shortcut.startsWith(word)
      ? 0
      : shortcut.includes(word)
        ? 1
        : reply.text.toLowerCase().includes(word)
          ? 2
          : 9;
    const foreign = reply.language === null || reply.language === language ? 0 : 0.5;
    return fit + foreign;
  };
  return replies
    .map((reply) => ({ reply, rank: rank(reply) }))
    .filter((one) => one.rank < 9)
    .sort((a, b) => a.rank - b.rank || a.reply.shortcut.localeCompare(b.reply.shortcut))
    .map((one) => one.reply)
    .slice(0, 8);
}

/** What the list offers: words to type, or a macro. */
export type Offer = { id: string; reply: CannedReply } | { id: string; macro: Macro };

/** Macros of whose names a word begins with what was typed. */
export const macrosNamed = (macros: readonly Macro[], word: string): Macro[] =>
  macros.filter(({ name }) => ` ${name.toLowerCase()}`.includes(` ${word}`)).slice(0, 8);

/** The list of ready-made replies and macros at the caret: opens at `/`. */
export function useCanned({ workspace, language, onMacro, ...options }: Options) {
  const mark = useMark({ mark: "/", ...options });
  const all = $api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace}/canned-replies",
    { params: { path: { workspace } } },
    { enabled: options.enabled && mark.asked, staleTime: 5 * 60_000 },
  );
  const macros = $api.useQuery(
    "get",
    macrosPath,
    { params: { path: { workspace } } },
    { enabled: options.enabled && mark.asked, staleTime: 5 * 60_000 },
  );
  const { word } = mark;
  const items = useMemo((): Offer[] => {
    if (word === null) return [];
    const replies = matching(all.data?.items ?? [], word, language);
    return [
      ...replies.map((reply) => ({ id: reply.id, reply })),
      ...macrosNamed(macros.data?.items ?? [], word).map((macro) => ({ id: macro.id, macro })),
    ];
  }, [all.data, macros.data, word, language]);
  const pick = (offer: Offer) => {
    if ("reply" in offer) return mark.put(offer.reply.text);
    mark.put("");
    onMacro(offer.macro);
  };
  return {
    ...mark,
    open: word !== null,
    items,
    loading: all.isPending,
    pick,
    onKeyDown: (event: KeyboardEvent) =>
      mark.choose(event, items.length, (at) => {
        const chosen = items[at];
        if (chosen !== undefined) pick(chosen);
      }),
  };
}
