import { useCallback, useEffect, useRef } from "react";
import { client } from "@/api/client";
import type { Kind } from "@/lib/drafts";

/** Says it again this often while somebody types; the other side forgets after a few seconds more. */
const again = 4000;

/** Tells colleagues that somebody writes, and of a reply the customer. A lost signal is no harm, so failures are silent. */
export function useTypingSignal(workspace: string, id: string, kind: Kind) {
  const last = useRef(0);
  const tell = useCallback(
    (active: boolean) => {
      const params = { path: { workspace, conversation_id: id } };
      client
        .POST("/api/v1/workspaces/{workspace}/conversations/{conversation_id}/typing", {
          params,
          body: { active, kind },
        })
        .catch(() => undefined);
    },
    [workspace, id, kind],
  );
  const stop = useCallback(() => {
    if (last.current === 0) return;
    last.current = 0;
    tell(false);
  }, [tell]);
  const signal = useCallback(
    (writing: boolean) => {
      if (!writing) return stop();
      if (Date.now() - last.current < again) return;
      last.current = Date.now();
      tell(true);
    },
    [tell, stop],
  );
  useEffect(() => stop, [stop]);
  return { signal, stop };
}
