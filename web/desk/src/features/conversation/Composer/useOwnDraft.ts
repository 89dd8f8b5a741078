import { useCallback, useEffect, useState } from "react";
import type { Draft } from "@/api/types";
import { draftKey, follow, type Kept, type Kind, look, onClash, write } from "@/lib/drafts";
import { keep, recall, useKept } from "@/lib/kept";
import { useNews } from "@/lib/live";
import type { LiveEvent } from "@/lib/live/reduce";

/** Other words of the same writer for the same place. */
export interface Other extends Pick<Draft, "kind" | "text" | "version"> {
  /** They stood in this field a moment ago, and not on another device. */
  here: boolean;
}

/** What is begun in one conversation, the same on every device of its writer; and other words, where there are two. */
export function useOwnDraft(workspace: string, me: string, conversation: string, kind: Kind, seq: number) {
  const key = draftKey({ workspace, me }, conversation, kind);
  const [kept] = useKept<Kept | null>(key, null);
  const [others, setOthers] = useState<readonly Other[]>([]);

  const lookAgain = useCallback(
    () =>
      void look({ workspace, me }, conversation)
        .then((differing) =>
          setOthers((old) => [
            ...old.filter(({ here }) => here),
            ...differing.map((one) => ({ ...one, here: false })),
          ]),
        )
        // Out of reach: what is kept here serves until the line is back.
        .catch(() => undefined),
    [workspace, me, conversation],
  );
  useEffect(lookAgain, [lookAgain]);
  useEffect(() => onClash((where) => where === conversation && lookAgain()), [conversation, lookAgain]);
  useNews(
    useCallback(
      (news: LiveEvent) => {
        if (news.event === "reset") return lookAgain();
        if (news.event !== "draft" || news.data.conversation_id !== conversation) return;
        const mine = recall<Kept | null>(draftKey({ workspace, me }, conversation, news.data.kind), null);
        const { version } = news.data;
        // The echo of what was saved here.
        if (version === null ? mine !== null : !mine?.after.includes(version)) lookAgain();
      },
      [workspace, me, conversation, lookAgain],
    ),
  );

  const text = kept?.text ?? "";
  const set = (next: string) => write({ workspace, me }, { conversation, kind, text: next, seq });
  const other = others.find((one) => one.kind === kind) ?? null;
  const forget = () => setOthers((old) => old.filter((one) => one !== other));
  return {
    text,
    begun: kept?.begun,
    seen: kept?.seen,
    set,
    other,
    /** Puts them into the field, and what stands there aside. */
    swap: () => {
      if (other === null) return;
      const taken: Kept = {
        conversation,
        kind,
        text: other.text,
        after: [other.version],
        saved: !other.here,
      };
      keep(key, taken);
      if (other.here) follow({ workspace, me }, taken, other.version);
      setOthers((old) => old.map((one) => (one === other ? { ...one, text, here: true } : one)));
    },
    /** What stands in the field is what counts. */
    drop: () => {
      if (other !== null && !other.here && kept !== null) follow({ workspace, me }, kept, other.version);
      forget();
    },
    /** It was sent. */
    clear: () => {
      set("");
      forget();
    },
  };
}
