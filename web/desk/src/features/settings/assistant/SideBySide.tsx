import { useWords } from "@/lib/i18n";
import { Markdown } from "@/lib/markdown";
import classes from "./Assistants.module.css";
import type { Case } from "./assistants";

/** Every scenario as customers get it now, beside the draft: first what breaks, then what mends, then what else fails. */
export function SideBySide({ cases }: { cases: readonly Case[] }) {
  return [...cases]
    .sort((one, other) => weight(one) - weight(other))
    .map((one) => <Scenario key={one.draft.name} of={one} />);
}

const weight = (one: Case) => (one.broken ? 0 : one.mended ? 1 : one.draft.passed ? 3 : 2);

function Scenario({ of }: { of: Case }) {
  const { t } = useWords();
  const came = of.broken ? "broken" : of.mended ? "mended" : of.draft.passed ? "passes" : "fails";
  const tone = of.broken ? "bad" : of.mended ? "good" : undefined;
  return (
    <details className={classes.case} open={of.broken || of.mended}>
      <summary>
        <span className={classes.badge} data-tone={tone}>
          {t(`assistant.live.came.${came}`)}
        </span>
        <span>{of.draft.name}</span>
      </summary>
      {of.draft.steps.map((step, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a run never change their places
        <div key={at} className={classes.step}>
          <p className={classes.question} lang={step.language}>
            {step.question}
          </p>
          <dl className={classes.sides}>
            <Side label={t("assistant.liveNow")} step={of.live?.steps[at]} />
            <Side label={t("assistant.draft")} step={step} />
          </dl>
        </div>
      ))}
    </details>
  );
}

function Side({ label, step }: { label: string; step: Case["draft"]["steps"][number] | undefined }) {
  const { t } = useWords();
  return (
    <div>
      <dt>{label}</dt>
      <dd lang={step?.language}>
        {step === undefined ? (
          <span className={classes.missing}>{t("assistant.nothing")}</span>
        ) : (
          <>
            {step.said !== "" && <Markdown text={step.said} />}
            <span className={classes.got} data-tone={step.passed ? undefined : "bad"}>
              {step.passed || step.expected === ""
                ? step.got
                : t("assistant.live.otherwise", { expected: step.expected, got: step.got })}
            </span>
          </>
        )}
      </dd>
    </div>
  );
}
