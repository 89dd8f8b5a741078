import { useQueryClient } from "@tanstack/react-query";
import { factKeys } from "@/api/facts";
import { useAct } from "@/lib/useAct";
import { useWorkspace } from "../knowledge";

type After<Result> = Parameters<typeof useAct<unknown, Result>>[1];

/** An act on facts: all that is shown of them is read again. */
export function useFactAct<Input = void, Result = unknown>(
  act: (input: Input) => Promise<Result>,
  after: After<Result> = {},
) {
  const cache = useQueryClient();
  const { workspace } = useWorkspace();
  return useAct<Input, Result>(
    async (input) => {
      const result = await act(input);
      await cache.invalidateQueries({ queryKey: factKeys.all(workspace) });
      return result;
    },
    after as Parameters<typeof useAct<Input, Result>>[1],
  );
}
