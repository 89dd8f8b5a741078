import { useWords } from "@/lib/i18n";
import { Markdown } from "@/lib/markdown";
import { Reason } from "@/ui/Reason";
import classes from "./Trials.module.css";
import type { Step, Verdict } from "./trials";

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
              <Why step={step} />
            </dl>
          </li>
        ))}
      </ol>
    </details>
  );
}

const lost = /^(unsure|choices)\b/;
const told = /^(handoff|smalltalk)\b/;

/** What held an answer back: the rules that fired, how sure was too little, and which words were found nowhere. */
function Why({ step }: { step: Step }) {
  const { t, language } = useWords();
  const figure = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const { confidence, threshold, rules, lacking } = step;
  const held = lost.test(step.got);
  return (
    <>
      {rules.length > 0 && !told.test(step.got) && (
        <div>
          <dt>{t("why.trace.rules")}</dt>
          <dd>
            {rules.map((rule, at) => (
              <span key={rule}>
                {at > 0 && " · "}
                <Reason code={rule} />
              </span>
            ))}
          </dd>
        </div>
      )}
      {held && confidence !== null && threshold !== null && confidence < threshold && (
        <div>
          <dt>{t("why.trace.confidence")}</dt>
          <dd>
            {t("why.trace.below", {
              score: figure.format(confidence),
              threshold: figure.format(threshold),
            })}
          </dd>
        </div>
      )}
      {held && lacking.length > 0 && (
        <div>
          <dt>{t("why.trace.lacking")}</dt>
          <dd>{lacking.join(", ")}</dd>
        </div>
      )}
    </>
  );
}
