import { type QueryKey, type UseMutationResult, useQueryClient } from "@tanstack/react-query";
import { useProblemWords } from "@/ui/States";
import { toast } from "@/ui/toast";
import { useOnce } from "./useOnce";

export interface After<Result> {
  /** Said when it has worked. */
  done?: string;
  /** Queries that are stale now: paths of the API, or keys of their own. */
  stale?: readonly (string | QueryKey)[];
  onDone?: (result: Result) => void;
  /** The form shows the refusal itself, beside what can mend it. */
  quiet?: boolean;
  /** Acts of one name follow each other: what was asked last is what stays. */
  inTurn?: string;
}

export const keysOf = (stale: After<unknown>["stale"] = []): QueryKey[] =>
  stale.map((one) => (typeof one === "string" ? ["get", one] : one));

/** An act on the server: what it makes stale is read again, and both ends are said in words. */
export function useAct<Input = void, Result = unknown>(
  act: (input: Input) => Promise<Result>,
  after: After<Result> = {},
): UseMutationResult<Result, Error, Input> {
  const cache = useQueryClient();
  const say = useProblemWords();
  return useOnce<Result, Input>({
    mutationFn: act,
    ...(after.inTurn && { scope: { id: after.inTurn } }),
    onSuccess: async (result) => {
      await Promise.all(keysOf(after.stale).map((queryKey) => cache.invalidateQueries({ queryKey })));
      if (after.done) toast.done(after.done);
      after.onDone?.(result);
    },
    onError: (error) => {
      if (!after.quiet) toast.problem(say(error));
    },
  });
}
