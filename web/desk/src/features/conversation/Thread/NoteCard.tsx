import { memo } from "react";
import type { Note } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { NoteIcon } from "@/ui/icons";
import classes from "./NoteCard.module.css";

/** An internal note, where it was written; it cannot be taken for a message. */
export const NoteCard = memo(function NoteCard({ note }: { note: Note }) {
  const { t, clock } = useWords();
  return (
    <article className={classes.note}>
      <header className={classes.head}>
        <NoteIcon size={13} />
        <strong>{t("talk.note.label")}</strong>
        <span>{note.author?.name ?? t("talk.rules.by", { name: note.rule ?? "" })}</span>
        <time dateTime={note.created_at}>{clock(note.created_at)}</time>
        <span className={classes.internal}>{t("talk.note.internal")}</span>
      </header>
      <p className={classes.text} dir="auto">
        <Called text={note.text} names={note.mentions.map(({ name }) => name)} />
      </p>
    </article>
  );
});

/** The text, with the names of those it calls standing out. */
function Called({ text, names }: { text: string; names: string[] }) {
  if (names.length === 0) return text;
  const longest = names.toSorted((a, b) => b.length - a.length);
  const quoted = longest.map((name) => `@${name}`.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return text.split(new RegExp(`(${quoted.join("|")})`)).map((part, at) =>
    at % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text that never changes
      <strong key={at} className={classes.called}>
        {part}
      </strong>
    ) : (
      part
    ),
  );
}
