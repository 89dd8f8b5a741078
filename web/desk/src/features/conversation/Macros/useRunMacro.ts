import { useQueryClient } from "@tanstack/react-query";
import { client } from "@/api/client";
import { got, keys } from "@/api/conversations";
import type { ConversationDetail, Macro } from "@/api/types";
import { hold } from "@/lib/held";
import { useWords } from "@/lib/i18n";
import { newId } from "@/lib/ids";
import { useReduce } from "@/lib/live";
import { announce } from "@/ui/Announcer";
import { contactName } from "@/ui/contactName";
import { useProblemWords } from "@/ui/States";
import { toast } from "@/ui/toast";

/** Does all of a macro at once, or nothing. One that solves waits as solving does, and can be taken back meanwhile. */
export function useRunMacro(workspace: string, conversation: ConversationDetail, me: string) {
  const cache = useQueryClient();
  const reduce = useReduce(workspace, me);
  const say = useProblemWords();
  const { t } = useWords();
  const { id } = conversation;
  const name = contactName(t, conversation.contact);

  return (macro: Macro, text: string) => {
    const run = async (leaving = false) => {
      const now = cache.getQueryData<ConversationDetail>(keys.conversation(workspace, id)) ?? conversation;
      if (
        macro.ending === "resolved" &&
        now.last_message_author === "customer" &&
        now.last_seq > conversation.last_seq
      )
        return toast.done(t("talk.close.wroteOn", { name }));
      try {
        const params = { path: { workspace, conversation_id: id, macro_id: macro.id } };
        const path = "/api/v1/workspaces/{workspace}/conversations/{conversation_id}/macros/{macro_id}";
        const body = { message_id, text };
        const data = got(await client.POST(path, { params, body, keepalive: leaving }));
        reduce({ event: "conversation", data });
        cache.setQueryData(keys.conversation(workspace, id), data);
        announce(t("talk.macros.done", { name: macro.name }));
      } catch (error) {
        toast.problem(say(error));
        void cache.invalidateQueries({ queryKey: keys.conversation(workspace, id) });
      }
    };
    const message_id = newId();
    if (macro.ending === "resolved")
      hold({ workspace, conversation: id, name, seq: conversation.last_seq }, run);
    else void run();
  };
}
