import type { Trace } from "@/api/types";
import { useWords } from "@/lib/i18n";
import classes from "./TraceView.module.css";

/** How long each step to an answer took. */
export function Steps({ steps }: { steps: Trace["steps"] }) {
  const { t, language } = useWords();
  const digits = { maximumFractionDigits: 1, minimumFractionDigits: 1 };
  const time = new Intl.NumberFormat(language, { style: "unit", unit: "millisecond", ...digits });
  return (
    <section>
      <h3>{t("why.trace.steps.title")}</h3>
      <dl className={classes.steps}>
        {steps.map(({ name, ms }) => (
          <div key={name}>
            <dt>{t(`why.trace.steps.names.${name}`)}</dt>
            <dd>{time.format(ms)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
