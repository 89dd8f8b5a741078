/**
 * What somebody changed of something that others write too: leaf by leaf, so that two who change different fields,
 * or different texts of one language, both get their way.
 */
export interface Change {
  at: string[];
  /** What stood there when it was changed. */
  was: unknown;
  is: unknown;
}

type Branch = Record<string, unknown>;

const isBranch = (value: unknown): value is Branch =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const leaf = (value: unknown, at: readonly string[]): unknown =>
  at.reduce<unknown>((branch, name) => (isBranch(branch) ? branch[name] : undefined), value);

/** The leaves in which two differ; a list is one leaf, because its order is the author's. */
export function changesOf(from: unknown, to: unknown, at: string[] = []): Change[] {
  if (!isBranch(from) || !isBranch(to)) return same(from, to) ? [] : [{ at, was: from, is: to }];
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return names.flatMap((name) => changesOf(from[name], to[name], [...at, name]));
}

function put(value: unknown, [name, ...rest]: readonly string[], leaf: unknown): unknown {
  if (name === undefined) return leaf;
  const branch = isBranch(value) ? value : {};
  const { [name]: old, ...others } = branch;
  const next = put(old, rest, leaf);
  if (next === undefined) return others;
  return name in branch ? { ...branch, [name]: next } : { ...others, [name]: next };
}

export function withChanges<Value>(value: Value, changes: readonly Change[]): Value {
  return changes.reduce<unknown>((all, { at, is }) => put(all, at, is), value) as Value;
}

/** What it was made from: the same, with what was changed as it stood then. */
export function before<Value>(value: Value, changes: readonly Change[]): Value {
  return withChanges(
    value,
    changes.map(({ at, was, is }) => ({ at, was: is, is: was })),
  );
}

/** What differs from what is stored, and so is still to be saved. */
export const unsaved = (stored: unknown, changes: readonly Change[]): Change[] =>
  changes.filter(({ at, is }) => !same(leaf(stored, at), is));

/** What somebody else has changed as well, and otherwise. */
export const clashes = (stored: unknown, changes: readonly Change[]): Change[] =>
  unsaved(stored, changes).filter(({ at, was }) => !same(leaf(stored, at), was));
