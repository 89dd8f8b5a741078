import { notifyManager } from "@tanstack/react-query";
import { useRef, useState } from "react";

/**
 * A value that somebody sets: shown as they set it at once, so that the next key starts from there, and as the server
 * has it once the last `put` has ended, whichever way. (React's own `useOptimistic` would hold every navigation back
 * until then.)
 */
export function useSet<Value>(
  value: Value,
  put: (value: Value) => Promise<unknown>,
): [Value, (value: Value) => void] {
  const [wished, setWished] = useState<{ value: Value } | null>(null);
  const last = useRef<object | null>(null);
  const set = (value: Value) => {
    const wish = { value };
    last.current = wish;
    setWished(wish);
    const over = () => {
      if (last.current === wish) setWished(null);
    };
    // After those who show what the server has were told of it; who puts says why it failed.
    void put(value).then(
      () => notifyManager.schedule(over),
      () => notifyManager.schedule(over),
    );
  };
  return [wished === null ? value : wished.value, set];
}
