import { useMutation, useQueryClient } from "@tanstack/react-query";
import { fetchMessages, joinThreads, keys, type Thread } from "@/api/conversations";
import { useProblemWords } from "@/ui/States";
import { toast } from "@/ui/toast";

/** Reads the page above the first message that is loaded. */
export function useEarlier(workspace: string, id: string) {
  const cache = useQueryClient();
  const say = useProblemWords();
  const key = keys.messages(workspace, id);
  return useMutation({
    mutationFn: () => fetchMessages(workspace, id, cache.getQueryData<Thread>(key)?.items[0]?.seq),
    onSuccess: (older) =>
      cache.setQueryData<Thread>(key, (newer) => (newer === undefined ? newer : joinThreads(older, newer))),
    onError: (error) => toast.problem(say(error)),
  });
}
