import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { Problem } from "@/api/problem";
import { useMe } from "@/api/session";
import type { Conversation, Posted } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useReduce } from "@/lib/live";
import { useAct } from "@/lib/useAct";
import { announce } from "@/ui/Announcer";
import { contactName } from "@/ui/contactName";
import { useProblemWords } from "@/ui/States";

const path = "/api/v1/workspaces/{workspace}/conversations/together";

export type Task = Posted<typeof path>["task"];

interface Options {
  workspace: string;
  chosen: readonly Conversation[];
  onChosen: (ids: readonly string[]) => void;
  onDone: () => void;
}

/** Does one thing to all that is chosen; what could not be done stays chosen, with the reason. A merge can be undone. */
export function useTogether({ workspace, chosen, onChosen, onDone }: Options) {
  const { t } = useWords();
  const say = useProblemWords();
  const reduce = useReduce(workspace, useMe()?.user.id ?? "");
  const [refused, setRefused] = useState<readonly { id: string; name: string; why: string }[]>([]);
  const [merged, setMerged] = useState<readonly string[]>([]);
  const act = useAct(
    async ({ task, ids }: { task: Task; ids: string[] }) => {
      const made = await client.POST(path, { params: { path: { workspace } }, body: { ids, task } });
      return { task, answers: got(made).items };
    },
    {
      onDone: ({ task, answers }) => {
        onDone();
        const names = new Map(chosen.map((one) => [one.id, contactName(t, one.contact)]));
        const not = answers.flatMap(({ id, problem }) => {
          if (problem === null) return [];
          const { title, detail } = say(new Problem({ ...problem, more: { ...problem } }));
          return [{ id, name: names.get(id) ?? "", why: [title, detail].filter(Boolean).join(". ") }];
        });
        for (const { conversation } of answers)
          if (conversation !== null) reduce({ event: "conversation", data: conversation });
        const gone = answers.filter(({ conversation }) => conversation?.merged_into).map(({ id }) => id);
        if (task.do === "merge") setMerged(gone);
        else if (task.do === "separate") setMerged([]);
        setRefused(not);
        // Labels are put on one after the other: what is chosen stays, unless it was left as it was or is gone.
        if (not.length > 0) onChosen(not.map(({ id }) => id));
        const count = answers.length - not.length;
        announce(
          [
            task.do === "merge"
              ? t("lists.bulk.merged", { count: gone.length })
              : task.do === "separate" && not.length === 0
                ? t("lists.bulk.unmerged")
                : t("lists.bulk.done", { count }),
            ...(not.length > 0 ? [t("lists.bulk.refused", { count: not.length })] : []),
            ...not.map(({ name, why }) => `${name}: ${why}`),
          ].join(" "),
        );
      },
    },
  );
  return {
    refused,
    /** Those that go on in others since the last merge. */
    merged,
    busy: act.isPending,
    run: (task: Task) => act.mutate({ task, ids: chosen.map(({ id }) => id) }),
    unmerge: () => act.mutate({ task: { do: "separate" }, ids: [...merged] }),
  };
}
