import { type UseMutationOptions, type UseMutationResult, useMutation } from "@tanstack/react-query";
import { useCallback, useRef } from "react";

const named = (input: unknown): string => JSON.stringify(input) ?? "";

/** A mutation that does not begin again with the same input while it is under way: two quick presses are one. */
export function useOnce<Result = unknown, Input = void>(
  options: UseMutationOptions<Result, Error, Input>,
): UseMutationResult<Result, Error, Input> {
  const underWay = useRef(new Set<string>());
  const mutation = useMutation<Result, Error, Input>({
    ...options,
    onSettled: (...told) => {
      underWay.current.delete(named(told[2]));
      return options.onSettled?.(...told);
    },
  });
  const { mutate } = mutation;
  const once = useCallback<typeof mutate>(
    (...given) => {
      const what = named(given[0]);
      if (underWay.current.has(what)) return;
      underWay.current.add(what);
      mutate(...given);
    },
    [mutate],
  );
  return { ...mutation, mutate: once };
}
