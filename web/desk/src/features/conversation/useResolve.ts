import { useQueryClient } from "@tanstack/react-query";
import { client } from "@/api/client";
import { got, keys } from "@/api/conversations";
import type { ConversationDetail } from "@/api/types";
import { hold, useHeld } from "@/lib/held";
import { useWords } from "@/lib/i18n";
import { isOpen, useReduce } from "@/lib/live";
import { announce } from "@/ui/Announcer";
import { contactName } from "@/ui/contactName";
import { useProblemWords } from "@/ui/States";
import { toast } from "@/ui/toast";

/**
 * Solved, in a moment: the customer is asked at once how it was, and only they can open it again. Whatever happens to
 * the conversation in that moment counts more than the key that was pressed before.
 */
export function useResolve(workspace: string, conversation: ConversationDetail, me: string) {
  const cache = useQueryClient();
  const reduce = useReduce(workspace, me);
  const say = useProblemWords();
  const { t } = useWords();
  const { id } = conversation;
  const name = contactName(t, conversation.contact);
  const held = useHeld(workspace).find((one) => one.conversation === id);

  const resolve = () => {
    if (held !== undefined) return;
    hold({ workspace, conversation: id, name, seq: conversation.last_seq }, async (leaving) => {
      const now = cache.getQueryData<ConversationDetail>(keys.conversation(workspace, id)) ?? conversation;
      if (!isOpen(now) || now.assignee?.id !== me) return;
      if (now.last_message_author === "customer" && now.last_seq > conversation.last_seq)
        return toast.done(t("talk.close.wroteOn", { name }));
      try {
        const params = { path: { workspace, conversation_id: id } };
        const path = "/api/v1/workspaces/{workspace}/conversations/{conversation_id}/close";
        const body = { outcome: "resolved" as const, reason: null };
        const data = got(await client.POST(path, { params, body, keepalive: leaving }));
        reduce({ event: "conversation", data });
        announce(t("talk.thread.closed.resolved"));
      } catch (error) {
        toast.problem(say(error));
        void cache.invalidateQueries({ queryKey: keys.conversation(workspace, id) });
      }
    });
  };
  return { resolve, held: held !== undefined };
}
