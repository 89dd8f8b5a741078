import { useWords } from "@/lib/i18n";
import type { Beside } from "@/lib/live/beside";
import { Avatar } from "./Avatar";
import classes from "./BesideMark.module.css";
import { Eye, Pencil } from "./icons";

/** So many faces have room. */
const shown = 2;

/** What is said of colleagues who are at a conversation, too. */
export function useBesideWords(people: readonly Beside[]): string {
  const { t } = useWords();
  return people.map(({ name, writing }) => t(writing ? "inbox.writes" : "inbox.looks", { name })).join(", ");
}

/** Colleagues who look at a conversation or write in it; in words where there is room for them. */
export function BesideMark({ people, spelt }: { people: readonly Beside[]; spelt?: boolean }) {
  const words = useBesideWords(people);
  return (
    <span className={classes.beside} title={words}>
      {people.some((one) => one.writing) ? <Pencil size={12} /> : <Eye size={12} />}
      {people.slice(0, shown).map((one) => (
        <Avatar key={one.id} name={one.name} id={one.id} size={18} />
      ))}
      {people.length > shown && <span aria-hidden="true">+{people.length - shown}</span>}
      <span className={spelt ? classes.words : "visually-hidden"}>{words}</span>
    </span>
  );
}
