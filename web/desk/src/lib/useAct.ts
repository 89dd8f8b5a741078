import { type UseMutationResult, useQueryClient } from "@tanstack/react-query";
import { useProblemWords } from "@/ui/States";
import { toast } from "@/ui/toast";
import { useOnce } from "./useOnce";

interface After<Result> {
  /** Said when it has worked. */
  done?: string;
  /** Paths whose queries are stale now. */
  stale?: readonly string[];
  onDone?: (result: Result) => void;
  /** The form shows the refusal itself, beside what can mend it. */
  quiet?: boolean;
}

/** An act on the server: what it makes stale is read again, and both ends are said in words. */
export function useAct<Input = void, Result = unknown>(
  act: (input: Input) => Promise<Result>,
  after: After<Result> = {},
): UseMutationResult<Result, Error, Input> {
  const cache = useQueryClient();
  const say = useProblemWords();
  return useOnce<Result, Input>({
    mutationFn: act,
    onSuccess: async (result) => {
      await Promise.all(
        (after.stale ?? []).map((path) => cache.invalidateQueries({ queryKey: ["get", path] })),
      );
      if (after.done) toast.done(after.done);
      after.onDone?.(result);
    },
    onError: (error) => {
      if (!after.quiet) toast.problem(say(error));
    },
  });
}
