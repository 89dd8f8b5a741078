import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { draftsQuery } from "@/api/conversations";
import type { Kept } from "./drafts";
import { useAllKept } from "./kept";
import { draftBox, type Writer } from "./unsent";

/** The conversations in which the reader has begun something and not sent it, here or on another device. */
export function useDrafted({ workspace, me }: Writer): ReadonlySet<string> {
  const marks = useQuery(draftsQuery(workspace)).data;
  const kept = useAllKept<Kept>(draftBox({ workspace, me }));
  return useMemo(() => {
    // What is emptied here and still to be told is no draft any more.
    const here = new Map(kept.filter(({ saved }) => !saved).map((one) => [one.conversation + one.kind, one]));
    const there = (marks?.items ?? []).filter((one) => !here.has(one.conversation_id + one.kind));
    return new Set([
      ...there.map((one) => one.conversation_id),
      ...[...here.values()].flatMap(({ text, conversation }) => (text.trim() === "" ? [] : [conversation])),
    ]);
  }, [marks, kept]);
}
