import type { Trace } from "@/api/types";
import { useWords } from "@/lib/i18n";
import classes from "./TraceView.module.css";

type Asking = NonNullable<Trace["asked"]>;

/** What was asked of language models: whether their words were said, each call, and what was not let through. */
export function AskedModels({ asked }: { asked: Asking }) {
  const { t } = useWords();
  return (
    <section>
      <h3>{t("why.trace.asked.title")}</h3>
      {asked.kept && <p>{t("why.trace.asked.kept")}</p>}
      {asked.gated !== null && <p>{t(`why.trace.asked.gated.${asked.gated}`)}</p>}
      {asked.calls.length > 0 && (
        <ol className={classes.hits}>
          {asked.calls.map((call, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: calls have no id, and their order never changes
            <Call key={at} call={call} />
          ))}
        </ol>
      )}
      {asked.dropped.length > 0 && (
        <>
          <h3 className={classes.below}>{t("why.trace.asked.dropped")}</h3>
          <dl className={classes.checks}>
            {asked.dropped.map(({ why, what }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              <div key={at} data-found>
                <dt>{t(`why.trace.asked.why.${why}`)}</dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  );
}

function Call({ call }: { call: Asking["calls"][number] }) {
  const { t, language } = useWords();
  const seconds = new Intl.NumberFormat(language, {
    style: "unit",
    unit: "second",
    maximumFractionDigits: 2,
  });
  const figure = new Intl.NumberFormat(language);
  const told = [
    call.failure === null ? t("why.trace.asked.answered") : t(`why.trace.asked.failures.${call.failure}`),
  ];
  if (call.ms > 0) told.push(seconds.format(call.ms / 1000));
  if (call.first_word_ms !== null)
    told.push(t("why.trace.asked.first", { time: seconds.format(call.first_word_ms / 1000) }));
  if (call.read > 0) {
    const tokens = { read: figure.format(call.read), written: figure.format(call.written) };
    told.push(t(call.exact ? "why.trace.asked.tokens" : "why.trace.asked.atMost", tokens));
  }
  return (
    <li>
      <span className={classes.model}>{call.model}</span>
      <p className={classes.quiet}>{told.join(" · ")}</p>
      {call.detail !== "" && <p className={classes.quiet}>{call.detail}</p>}
    </li>
  );
}
