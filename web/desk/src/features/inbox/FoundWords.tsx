import type { FoundPassage } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { NoteIcon } from "@/ui/icons";
import classes from "./FoundWords.module.css";

/** The passage in which something was found, in the place of the last words. */
export default function FoundWords({ found }: { found: FoundPassage }) {
  const { t } = useWords();
  return (
    <>
      {found.place === "note" && (
        <span className={classes.note}>
          <NoteIcon size={12} />
          <span className="visually-hidden">{t("lists.search.inNote")}</span>
        </span>
      )}
      <span dir="auto" className={classes.words}>
        {found.parts.map((part, n) =>
          part.found ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other name, and never move
            <mark key={n} className={classes.mark}>
              {part.text}
            </mark>
          ) : (
            part.text
          ),
        )}
      </span>
    </>
  );
}
