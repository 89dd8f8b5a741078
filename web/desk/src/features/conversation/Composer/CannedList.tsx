import type { CannedReply } from "@/api/types";
import { useWords } from "@/lib/i18n";
import classes from "./CannedList.module.css";

interface Props {
  id: string;
  replies: readonly CannedReply[];
  at: number;
  loading: boolean;
  onPick: (reply: CannedReply) => void;
  onPoint: (at: number) => void;
}

/** Shown above the field; the field keeps the focus and says which one is meant. */
export function CannedList({ id, replies, at, loading, onPick, onPoint }: Props) {
  const { t } = useWords();
  return (
    <div className={classes.box}>
      {replies.length === 0 ? (
        <p className={classes.none} role="status">
          {loading ? t("ui.loading") : t("conversation.canned.none")}
        </p>
      ) : (
        <div role="listbox" id={id} aria-label={t("conversation.canned.pick")} className={classes.list}>
          {replies.map((reply, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus (aria-activedescendant)
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field hears the keys
            <div
              key={reply.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === at}
              className={classes.option}
              onMouseDown={(event) => event.preventDefault()}
              onMouseEnter={() => onPoint(index)}
              onClick={() => onPick(reply)}
            >
              <span className={classes.shortcut}>/{reply.shortcut}</span>
              <span className={classes.text}>{reply.text}</span>
              {reply.language !== null && <span className={classes.language}>{reply.language}</span>}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
