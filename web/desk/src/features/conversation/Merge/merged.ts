import { queryOptions } from "@tanstack/react-query";
import { client } from "@/api/client";
import { got, keys } from "@/api/conversations";

/** The conversations that go on in this one. Whatever makes that stale makes this stale. */
export const mergedQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: [...keys.conversation(workspace, id), "merged"],
    queryFn: async ({ signal }) =>
      got(
        await client.GET("/api/v1/workspaces/{workspace}/conversations/{conversation_id}/merged", {
          params: { path: { workspace, conversation_id: id } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
