import { useQueryClient } from "@tanstack/react-query";
import { Problem } from "@/api/problem";
import { changesOf, clashes, withChanges } from "./merge";
import { type After, keysOf, useAct } from "./useAct";

/** How often somebody else may save between two tries of one's own. */
const mostTries = 4;

interface Sent<Value> {
  /** What it was made from, with the version that was seen. */
  from: Value;
  to: Value;
  /** Whoever presses it has read that somebody else changed the same. */
  over?: boolean;
}

export interface Save<Value> {
  save: (sent: Sent<Value>, done?: { onSuccess?: (result: unknown, sent: Sent<Value>) => void }) => void;
  busy: boolean;
  error: Error | null;
  /** Saves once more what was refused, over what somebody else changed of the same. */
  saveOver: () => void;
  /** Reads what somebody else has saved. */
  readTheirs: () => Promise<void>;
}

export interface Ways<Value, Result> {
  /** Sends it with `seen(value)`, so that it is refused where something else is stored by now. */
  put: (value: Value) => Promise<Result>;
  /** What is stored now. */
  newest: () => Promise<Value>;
}

/** The header by which a write says from which version it was made. */
export const seen = ({ version }: { version?: string }) => ({
  "If-Match": version === undefined ? "*" : `"${version}"`,
});

export const isMeanwhile = (error: unknown): boolean => Problem.of(error).code === "changed_meanwhile";

/**
 * Saves what several people write. Where somebody else has saved meanwhile, both changes are stored if they are of
 * different leaves; else nothing is, and whoever saves chooses: `saveOver`, or what the other has written.
 */
export function useSave<Value extends { version?: string }, Result>(
  { put, newest }: Ways<Value, Result>,
  after: After<Result>,
): Save<Value> {
  const cache = useQueryClient();
  const act = useAct<Sent<Value>, Result>(
    async ({ from, to, over }) => {
      let value: Value = { ...to, version: from.version };
      for (let tried = 1; ; tried++) {
        try {
          return await put(value);
        } catch (error) {
          if (!isMeanwhile(error) || tried === mostTries) throw error;
          const now = await newest();
          const mine = changesOf(from, to).filter(({ at }) => at[0] !== "version");
          if (!over && clashes(now, mine).length > 0) throw error;
          value = { ...withChanges(now, mine), version: now.version };
        }
      }
    },
    { ...after, quiet: true },
  );
  return {
    save: (sent, done) => act.mutate(sent, { onSuccess: (result, what) => done?.onSuccess?.(result, what) }),
    busy: act.isPending,
    error: act.error,
    saveOver: () => {
      if (act.variables) act.mutate({ ...act.variables, over: true });
    },
    readTheirs: async () => {
      await Promise.all(keysOf(after.stale).map((queryKey) => cache.invalidateQueries({ queryKey })));
      act.reset();
    },
  };
}
