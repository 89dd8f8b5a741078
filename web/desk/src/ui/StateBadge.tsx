import type { State } from "@/api/types";
import { useWords } from "@/lib/i18n";
import classes from "./StateBadge.module.css";

const tones: Record<State, string> = {
  active: "ai",
  idle: "quiet",
  queued: "wait",
  with_agent: "person",
  waiting_customer: "quiet",
  resolved: "ok",
  not_resolved: "wait",
  cancelled: "quiet",
  ended: "quiet",
  merged: "quiet",
};

/** A conversation's state: colour is an aid, the word is the meaning. */
export function StateBadge({ state }: { state: State }) {
  const { t } = useWords();
  return (
    <span className={classes.badge} data-tone={tones[state]}>
      {t(`states.${state}`)}
    </span>
  );
}
