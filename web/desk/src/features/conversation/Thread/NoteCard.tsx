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
        <strong>{t("conversation.note.label")}</strong>
        <span>{note.author.name}</span>
        <time dateTime={note.created_at}>{clock(note.created_at)}</time>
        <span className={classes.internal}>{t("conversation.note.internal")}</span>
      </header>
      <p className={classes.text} dir="auto">
        {note.text}
      </p>
    </article>
  );
});
