import { useWords } from "@/lib/i18n";
import { Markdown } from "@/lib/markdown";
import classes from "./Trials.module.css";
import type { Verdict } from "./trials";

/** One conversation, step by step; open where it came out otherwise than written. */
export function Scenario({ verdict }: { verdict: Verdict }) {
  const { t, language } = useWords();
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  return (
    <details className={classes.scenario} open={!verdict.passed}>
      <summary>
        <span className={classes.mark} data-tone={verdict.passed ? "good" : "bad"}>
          {t(verdict.passed ? "teaching.trials.pass" : "teaching.trials.fail")}
        </span>
        <span className={classes.name}>{verdict.name}</span>
      </summary>
      <ol className={classes.steps}>
        {verdict.steps.map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a run never change their places
          <li key={at} data-failed={!step.passed || undefined}>
            <p className={classes.customer} lang={step.language}>
              {step.question}
            </p>
            {step.said !== "" && (
              <div className={classes.assistant} lang={step.language}>
                <Markdown text={step.said} />
              </div>
            )}
            <dl className={classes.came}>
              {step.expected !== "" && (
                <div>
                  <dt>{t("teaching.trials.expected")}</dt>
                  <dd>{step.expected}</dd>
                </div>
              )}
              <div data-tone={step.passed ? undefined : "bad"}>
                <dt>{t("teaching.trials.got")}</dt>
                <dd>
                  {step.got}
                  {step.confidence !== null && ` · ${percent.format(step.confidence)}`}
                </dd>
              </div>
            </dl>
          </li>
        ))}
      </ol>
    </details>
  );
}
