import { useWords } from "@/lib/i18n";
import classes from "./Trials.module.css";
import type { TrialLine } from "./trials";

/** What came of a run: colour is an aid, the words are the meaning. */
export function Outcome({ run }: { run: TrialLine }) {
  const { t } = useWords();
  if (run.state === "queued") return <span className={classes.outcome}>{t("teaching.trials.queued")}</span>;
  if (run.state === "failed")
    return (
      <span className={classes.outcome} data-tone="bad">
        {t("teaching.trials.failed")}
      </span>
    );
  return (
    <span className={classes.outcome} data-tone={run.passed === run.scenarios ? "good" : "bad"}>
      {t("teaching.trials.passed", { passed: run.passed, total: run.scenarios })}
    </span>
  );
}
