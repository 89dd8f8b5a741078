import { useWords } from "@/lib/i18n";
import type { SourceState } from "./names";
import classes from "./StateMark.module.css";

const tones: Record<SourceState, string> = {
  never: "quiet",
  queued: "quiet",
  running: "person",
  done: "ok",
  remarks: "wait",
  failed: "danger",
  cancelled: "quiet",
};

/** What a source or an import is like: colour is an aid, the word is the meaning. */
export function StateMark({ state }: { state: SourceState }) {
  const { t } = useWords();
  return (
    <span className={classes.mark} data-tone={tones[state]}>
      {t(`sources.state.${state}`)}
    </span>
  );
}
