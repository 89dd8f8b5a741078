import type { Trace } from "@/api/types";
import { useWords } from "@/lib/i18n";
import classes from "./TraceView.module.css";

/** What was proposed or done with an answer: with which values, what came of it, and how long it took. */
export function Acted({ actions }: { actions: Trace["actions"] }) {
  const { t, language } = useWords();
  const time = new Intl.NumberFormat(language, {
    style: "unit",
    unit: "millisecond",
    maximumFractionDigits: 0,
  });
  return (
    <section>
      <h3>{t("why.trace.actions.title")}</h3>
      <ol className={classes.hits}>
        {actions.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no id, and their order never changes
          <li key={at}>
            <span className={classes.model}>{one.action}</span>
            <p className={classes.quiet}>
              {[
                t(`why.trace.actions.states.${one.state}`),
                ...(one.ms > 0 ? [time.format(one.ms)] : []),
              ].join(" · ")}
            </p>
            {Object.entries(one.arguments).map(([name, value]) => (
              <p key={name} className={classes.quiet}>{`${name}: ${String(value)}`}</p>
            ))}
            {one.result !== null && <p className={classes.quiet}>{one.result}</p>}
            {one.why !== null && <p className={classes.quiet}>{one.why}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
