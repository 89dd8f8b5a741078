import { useCallback, useEffect, useRef } from "react";
import { client } from "@/api/client";

/** Says it again this often while somebody types; the other side forgets after a few seconds more. */
const again = 4000;

/** Tells the customer that somebody writes. A lost signal is no harm, so failures are silent. */
export function useTypingSignal(workspace: string, id: string, enabled: boolean) {
  const last = useRef(0);
  const tell = useCallback(
    (active: boolean) => {
      const params = { path: { workspace, conversation_id: id } };
      client
        .POST("/api/v1/workspaces/{workspace}/conversations/{conversation_id}/typing", {
          params,
          body: { active },
        })
        .catch(() => undefined);
    },
    [workspace, id],
  );
  const stop = useCallback(() => {
    if (last.current === 0) return;
    last.current = 0;
    tell(false);
  }, [tell]);
  const signal = useCallback(
    (writing: boolean) => {
      if (!enabled) return;
      if (!writing) return stop();
      if (Date.now() - last.current < again) return;
      last.current = Date.now();
      tell(true);
    },
    [enabled, tell, stop],
  );
  useEffect(() => stop, [stop]);
  return { signal, stop };
}
