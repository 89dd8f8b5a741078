/** The first letters of a name's first and last word; signs and emoji count only where there is nothing else. */
export function initials(name: string): string {
  const letters = name.split(/\s+/).flatMap((word) => /[\p{L}\p{N}]\p{M}*/u.exec(word)?.[0] ?? []);
  if (letters.length > 0)
    return (letters[0] + (letters.length > 1 ? (letters.at(-1) ?? "") : "")).toUpperCase();
  const [first] = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(name.trim());
  return first?.segment ?? "";
}
