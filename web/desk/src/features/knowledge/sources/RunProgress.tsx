import type { Run } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import classes from "./RunProgress.module.css";

/** How far an import is: a bar, the count, and what is being read. It moves by the stream's `import` events. */
export function RunProgress({ run, name }: { run: Run; name: string }) {
  const { t } = useWords();
  const known = run.found > 0;
  return (
    <div className={classes.progress}>
      <progress
        className={classes.bar}
        aria-label={t("sources.progressLabel", { name })}
        {...(known && { max: run.found, value: run.dealt })}
      />
      <div className={classes.words}>
        <span className={classes.count}>
          {known ? t("sources.progress", { done: run.dealt, found: run.found }) : t("sources.progressStart")}
        </span>
        {run.current !== null && (
          <span className={classes.current}>{t("sources.current", { current: run.current })}</span>
        )}
      </div>
    </div>
  );
}
