import { useEffect, useRef } from "react";
import { client } from "@/api/client";
import type { ConversationDetail } from "@/api/types";
import { useVisible } from "@/lib/visible";

/** Tells the server how far this conversation was read: only what really was before somebody's eyes. */
export function useSeen(
  workspace: string,
  conversation: ConversationDetail,
  seq: number,
  atEnd: boolean,
  me: string,
): void {
  const visible = useVisible();
  const told = useRef(0);
  const { id, unread, unread_by } = conversation;
  // What was marked is looked at again by opening it; marked while it is open, it stays so.
  const marked = useRef(unread_by.includes(me));
  useEffect(() => {
    if (!visible || !atEnd || (unread === 0 && !marked.current) || seq <= told.current) return;
    told.current = seq;
    marked.current = false;
    const params = { path: { workspace, conversation_id: id } };
    client
      .POST("/api/v1/workspaces/{workspace}/conversations/{conversation_id}/seen", { params, body: { seq } })
      .catch(() => {
        told.current = 0;
      });
  }, [workspace, id, unread, seq, atEnd, visible]);
}
