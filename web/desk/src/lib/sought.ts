const marks = /\p{M}/gu;
const words = /[\p{L}\p{N}]+/gu;

const parts = (text: string): string[] =>
  text.normalize("NFD").replace(marks, "").toLowerCase().match(words) ?? [];

/** Whether all words that are sought stand in a text, the last as the beginning of one: as the server finds them. */
export function holds(text: string, sought: string): boolean {
  const said = parts(text);
  const wanted = parts(sought);
  const last = wanted.at(-1);
  if (last === undefined || !said.some((word) => word.startsWith(last))) return false;
  return wanted.slice(0, -1).every((word) => said.includes(word));
}
