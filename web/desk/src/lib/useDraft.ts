import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useMe } from "@/api/session";
import { keep, recall, useKept } from "./kept";
import { before, type Change, changesOf, unsaved, withChanges } from "./merge";

interface Kept {
  /** Of what is stored, when the first of them was written. */
  version?: string | undefined;
  changes: Change[];
}

const nothing: Kept = { changes: [] };

function useKey(place: string): string {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  return `written.${useMe()?.user.id ?? ""}.${workspace}.${place}`;
}

export interface Draft<Value> {
  /** What is stored, with what was changed here. */
  draft: Value;
  /** What the draft was made from, with its version: by it is known what somebody else has changed since. */
  from: Value;
  changed: boolean;
  /** It was changed on another visit: whoever comes back is to be told. */
  leftOver: boolean;
  write: (change: Partial<Value>) => void;
  undo: () => void;
  /** This has been saved; what was written since then has not. */
  saved: (sent: Value) => void;
}

/**
 * What somebody writes in a form and has not saved, kept in their browser as replies are: a reload, a session that ended
 * or a wrong click loses nothing. Only what was changed is kept; the rest follows what is stored. `place` says which
 * form of the workspace it is.
 */
export function useDraft<Value extends { version?: string }>(place: string, stored: Value): Draft<Value> {
  const key = useKey(place);
  const [kept] = useKept<Kept>(key, nothing);
  const store = (changes: Change[], version?: string) =>
    keep(key, changes.length > 0 ? { version, changes } : undefined);
  const changed = unsaved(stored, kept.changes).length > 0;
  const [earlier] = useState(changed);
  const draft = withChanges(stored, kept.changes);
  return {
    draft,
    from: { ...before(stored, kept.changes), version: kept.version ?? stored.version },
    changed,
    leftOver: earlier && changed,
    write: (change) => {
      const { changes, version } = recall(key, nothing);
      const next = { ...withChanges(stored, changes), ...change };
      store(unsaved(stored, changesOf(before(stored, changes), next)), version ?? stored.version);
    },
    undo: () => keep(key, undefined),
    saved: (sent) => {
      const now = withChanges(stored, recall(key, nothing).changes);
      store(changesOf({ ...sent, version: now.version }, now));
    },
  };
}

/** Forgets what was kept: it is saved, or what it was about is gone. */
export function useForget(place: string): () => void {
  const key = useKey(place);
  return () => keep(key, undefined);
}
