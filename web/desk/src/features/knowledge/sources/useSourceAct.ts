import { useQueryClient } from "@tanstack/react-query";
import { sourceKeys } from "@/api/sources";
import { useAct } from "@/lib/useAct";
import { articlesPath, useWorkspace } from "../knowledge";

interface After<Result> {
  done?: string;
  quiet?: boolean;
  onDone?: (result: Result) => void | Promise<void>;
}

/** An act on sources: everything shown of them, and the articles, are read again. */
export function useSourceAct<Input = void, Result = unknown>(
  act: (input: Input) => Promise<Result>,
  { onDone, ...after }: After<Result> = {},
) {
  const cache = useQueryClient();
  const { workspace } = useWorkspace();
  return useAct(act, {
    ...after,
    stale: [articlesPath],
    onDone: async (result) => {
      // First where it leads: what was removed is not asked for again.
      await onDone?.(result);
      void cache.invalidateQueries({ queryKey: sourceKeys.all(workspace) });
    },
  });
}
