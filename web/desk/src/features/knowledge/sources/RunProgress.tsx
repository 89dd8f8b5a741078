import type { Run } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import classes from "./RunProgress.module.css";

/**
 * How far an import is: a bar, the files and pages, the articles they held so far (one list may hold thousands), and
 * what is being read; once all is, how far it is with comparing what it wrote. It moves by the stream's `import` events.
 */
export function RunProgress({ run, name }: { run: Run; name: string }) {
  const { t } = useWords();
  const comparing = run.to_compare > 0;
  const [done, found] = comparing ? [run.compared, run.to_compare] : [run.dealt, run.found];
  const articles = run.added + run.changed + run.unchanged;
  const known = found > 0;
  return (
    <div className={classes.progress}>
      <progress
        className={classes.bar}
        aria-label={t("sources.progressLabel", { name })}
        {...(known && { max: found, value: done })}
      />
      <div className={classes.words}>
        <span className={classes.count}>
          {known
            ? t(comparing ? "sources.progressCompare" : "sources.progress", { done, found })
            : t("sources.progressStart")}
        </span>
        {!comparing && articles > 0 && (
          <span className={classes.count}>{t("sources.progressArticles", { articles })}</span>
        )}
        {run.current !== null && (
          <span className={classes.current}>{t("sources.current", { current: run.current })}</span>
        )}
      </div>
    </div>
  );
}
