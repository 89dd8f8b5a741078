import { useEffect } from "react";
import { client } from "@/api/client";
import { thisDesk } from "./desk";

/** A word waits this long: who walks through the list is nowhere yet. */
const rest = 250;

let said = "";
let timer: ReturnType<typeof setTimeout> | undefined;

function say(workspace: string, conversation: string | null): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const desk = thisDesk();
    const news = `${desk} ${conversation}`;
    // A new desk shows nothing yet.
    if (news === said || (conversation === null && !said.startsWith(desk))) return;
    said = news;
    client
      .PUT("/api/v1/workspaces/{workspace}/looking", {
        params: { path: { workspace } },
        body: { desk, conversation_id: conversation },
      })
      // Not told is no harm: the next one is.
      .catch(() => undefined);
  }, rest);
}

/** Tells colleagues that this conversation is before somebody's eyes, while it is. */
export function useLooksAt(workspace: string, conversation: string, looks: boolean): void {
  useEffect(() => {
    if (!looks) return;
    say(workspace, conversation);
    return () => say(workspace, null);
  }, [workspace, conversation, looks]);
}
