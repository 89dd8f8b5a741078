export interface Named {
  id: string;
  name: string;
}

/** Who is mentioned in a note: those whose whole name stands behind an @. Of two with one name, both. */
export function mentionsIn<One extends Named>(text: string, people: readonly One[]): One[] {
  const called = new Set<One>();
  const longestFirst = people.toSorted((a, b) => b.name.length - a.name.length);
  for (const found of text.matchAll(/(?<![^\s(])@/g)) {
    const rest = text.slice(found.index + 1);
    const first = longestFirst.find(
      ({ name }) => rest.startsWith(name) && !/^[\p{L}\p{N}]/u.test(rest.slice(name.length)),
    );
    if (first !== undefined) for (const one of people) if (one.name === first.name) called.add(one);
  }
  return people.filter((one) => called.has(one));
}

/** Those of whose names one begins with the word. */
export const named = <One extends Named>(people: readonly One[], word: string): One[] =>
  people
    .filter(({ name }) => name.toLowerCase().startsWith(word) || name.toLowerCase().includes(` ${word}`))
    .slice(0, 8);
