import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useMe } from "@/api/session";
import { keep, recall, useKept } from "./kept";

const none = {};
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

function useKey(place: string): string {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  return `form.${useMe()?.user.id ?? ""}.${workspace}.${place}`;
}

export interface Draft<Value> {
  /** What is stored, with what was changed here. */
  draft: Value;
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
 * or a wrong click loses nothing. Only changed fields are kept; the others follow what is stored. `place` says which
 * form of the workspace it is.
 */
export function useDraft<Value extends object>(place: string, stored: Value): Draft<Value> {
  const key = useKey(place);
  const [changes] = useKept<Partial<Value>>(key, none);
  const differing = (what: Partial<Value>, from: Value): Partial<Value> | undefined => {
    const fields = Object.keys(what) as (keyof Value)[];
    const left = fields.filter((name) => !same(what[name], from[name]));
    if (left.length === 0) return undefined;
    return Object.fromEntries(left.map((name) => [name, what[name]])) as Partial<Value>;
  };
  const changed = differing(changes, stored) !== undefined;
  const [before] = useState(changed);
  const now = (): Partial<Value> => recall(key, none);
  return {
    draft: { ...stored, ...changes },
    changed,
    leftOver: before && changed,
    write: (change) => keep(key, differing({ ...now(), ...change }, stored)),
    undo: () => keep(key, undefined),
    saved: (sent) => keep(key, differing(now(), sent)),
  };
}

/** Forgets what was kept: it is saved, or what it was about is gone. */
export function useForget(place: string): () => void {
  const key = useKey(place);
  return () => keep(key, undefined);
}
