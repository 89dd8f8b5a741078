import { useEffect, useRef } from "react";
import { client } from "@/api/client";
import type { ConversationDetail } from "@/api/types";
import { useVisible } from "@/lib/visible";

/** Who has the conversation before their eyes has seen where a note called them to. */
export function useMentioned(workspace: string, conversation: ConversationDetail, me: string): void {
  const visible = useVisible();
  const telling = useRef(false);
  const { id } = conversation;
  const called = conversation.mentioned.includes(me);
  useEffect(() => {
    if (!visible || !called || telling.current) return;
    telling.current = true;
    const params = { path: { workspace, conversation_id: id } };
    client
      .POST("/api/v1/workspaces/{workspace}/conversations/{conversation_id}/mentions/read", { params })
      // Not told: the next time that something changes here, or it is opened.
      .catch(() => undefined)
      .finally(() => {
        telling.current = false;
      });
  }, [workspace, id, called, visible]);
}
