import { NativeSelect } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { client } from "@/api/client";
import { got, keys } from "@/api/conversations";
import { useMe } from "@/api/session";
import type { ConversationDetail } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useReduce } from "@/lib/live";
import { useShortcut } from "@/lib/shortcuts";
import { useAct } from "@/lib/useAct";
import { useSet } from "@/lib/useSet";

const path = "/api/v1/workspaces/{workspace}/conversations/{conversation_id}/priority";
const ranks = ["urgent", "high", "normal", "low"] as const;

/** How urgent it is: first by what the customer said, then as colleagues say. */
export function Urgency({
  workspace,
  conversation,
}: {
  workspace: string;
  conversation: ConversationDetail;
}) {
  const { t } = useWords();
  const cache = useQueryClient();
  const reduce = useReduce(workspace, useMe()?.user.id ?? "");
  const select = useRef<HTMLSelectElement>(null);
  const before = useRef<Element | null>(null);
  useShortcut("priority", () => {
    before.current = document.activeElement;
    select.current?.focus();
  });
  const put = useAct(
    async (priority: ConversationDetail["priority"]) =>
      got(
        await client.PUT(path, {
          params: { path: { workspace, conversation_id: conversation.id } },
          body: { priority },
        }),
      ),
    {
      inTurn: `priority ${conversation.id}`,
      onDone: (data) => {
        reduce({ event: "conversation", data });
        cache.setQueryData(keys.conversation(workspace, conversation.id), data);
      },
    },
  );
  const [priority, set] = useSet(conversation.priority, put.mutateAsync);
  return (
    <NativeSelect
      ref={select}
      label={t("why.understood.priority")}
      value={priority}
      data={ranks.map((one) => ({ value: one, label: t(`why.understood.priorities.${one}`) }))}
      onKeyDown={(event) => {
        // Out of it, where single letters are shortcuts again: in it they choose.
        if (event.key === "Escape" && before.current instanceof HTMLElement) before.current.focus();
      }}
      onChange={(event) => set(event.currentTarget.value as typeof priority)}
    />
  );
}
