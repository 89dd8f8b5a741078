import { useQueryClient } from "@tanstack/react-query";
import { client } from "@/api/client";
import { got, keys } from "@/api/conversations";
import type { ConversationDetail } from "@/api/types";
import { useReduce } from "@/lib/live";
import { useOnce } from "@/lib/useOnce";
import { useProblemWords } from "@/ui/States";
import { toast } from "@/ui/toast";

const base = "/api/v1/workspaces/{workspace}/conversations/{conversation_id}";
type Close = { outcome: "not_resolved" | "cancelled"; reason: string | null };
type Merge = { gone: string; into: string };
type Transfer = { user_id: string | null; team_id: string | null; note: string | null };

/** What an agent may do to a conversation. The answers go through the live reducer; a refusal says why. */
export function useActions(workspace: string, id: string, me: string) {
  const cache = useQueryClient();
  const reduce = useReduce(workspace, me);
  const say = useProblemWords();
  const params = { path: { workspace, conversation_id: id } };

  const shared = {
    onSuccess: (data: ConversationDetail) => reduce({ event: "conversation", data }),
    onError: (error: unknown) => {
      toast.problem(say(error));
      // Somebody else was faster, or it moved on: show what is true now.
      void cache.invalidateQueries({ queryKey: keys.conversation(workspace, id) });
    },
  };
  return {
    take: useOnce({
      ...shared,
      mutationFn: async () => got(await client.POST(`${base}/take`, { params })),
      // The bar that offered it says who has it; a toast beside it would say it twice.
      onError: () => void cache.invalidateQueries({ queryKey: keys.desk(workspace) }),
    }),
    close: useOnce({
      ...shared,
      mutationFn: async (body: Close) => got(await client.POST(`${base}/close`, { params, body })),
    }),
    snooze: useOnce({
      ...shared,
      mutationFn: async (until: string) =>
        got(await client.PUT(`${base}/snooze`, { params, body: { until } })),
    }),
    unsnooze: useOnce({
      ...shared,
      mutationFn: async () => got(await client.DELETE(`${base}/snooze`, { params })),
    }),
    unread: useOnce({
      onError: (error: unknown) => toast.problem(say(error)),
      mutationFn: async () => {
        await client.PUT(`${base}/unread`, { params });
      },
    }),
    merge: useOnce({
      ...shared,
      mutationFn: async ({ gone, into }: Merge) =>
        got(
          await client.POST(`${base}/merge`, {
            params: { path: { workspace, conversation_id: gone } },
            body: { into },
          }),
        ),
    }),
    separate: useOnce({
      ...shared,
      mutationFn: async (gone: string) =>
        got(
          await client.POST(`${base}/separate`, { params: { path: { workspace, conversation_id: gone } } }),
        ),
    }),
    transfer: useOnce({
      ...shared,
      mutationFn: async (body: Transfer) => got(await client.POST(`${base}/transfer`, { params, body })),
    }),
  };
}

export type Actions = ReturnType<typeof useActions>;
