import { useEffect } from "react";
import type { Message } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { announce } from "@/ui/Announcer";

/** What is said where a colleague has replied since a reply was begun: at `begun`, the last message there was. */
export function useCrossed(said: readonly Message[], me: string, begun: number | undefined): string | null {
  const { t } = useWords();
  const theirs =
    begun !== undefined &&
    said.findLast(({ author, seq, user_id: user }) => author === "agent" && user !== me && seq > begun);
  const words = theirs ? t("talk.crossed", { name: theirs.author_name ?? "" }) : null;
  useEffect(() => {
    if (words !== null) announce(words);
  }, [words]);
  return words;
}
