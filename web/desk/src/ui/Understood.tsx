import type { Trace } from "@/api/types";
import { type Key, useWords } from "@/lib/i18n";
import classes from "./TraceView.module.css";
import { useBecause } from "./useBecause";

type Reading = NonNullable<Trace["understanding"]>;

/** What was understood of a message beside its answer: what is wanted, how it hurries, and who may lose patience. */
export function Understood({ reading, spoken }: { reading: Reading; spoken: string }) {
  const { t, maybe, language } = useWords();
  const because = useBecause();
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  const names = new Intl.DisplayNames([language], { type: "language" });
  const intent =
    reading.intent === null
      ? t("why.understood.noIntent")
      : (maybe(`why.understood.intents.${reading.intent}`) ?? reading.intent);
  const sentiment: Key = `why.understood.sentiments.${reading.sentiment}`;
  const priority: Key = `why.understood.priorities.${reading.priority}`;
  return (
    <section>
      <h3>{t("why.understood.title")}</h3>
      <dl className={classes.facts}>
        <div>
          <dt>{t("why.understood.intent")}</dt>
          <dd>
            {reading.perhaps && `${t("why.understood.perhaps")} `}
            {intent}
            {reading.intent !== null && reading.intent_confidence !== null && (
              <span className={classes.quiet}> {percent.format(reading.intent_confidence)}</span>
            )}
            {reading.by_meaning && <span className={classes.quiet}> {t("why.understood.byMeaning")}</span>}
          </dd>
        </div>
        <div>
          <dt>{t("why.understood.language")}</dt>
          <dd>{names.of(spoken) ?? spoken}</dd>
        </div>
        <div>
          <dt>{t("why.understood.sentiment")}</dt>
          <dd>{t(sentiment)}</dd>
        </div>
        <div>
          <dt>{t("why.understood.priority")}</dt>
          <dd data-priority={reading.priority}>{t(priority)}</dd>
        </div>
        <div>
          <dt>{t("why.understood.risk")}</dt>
          <dd>{percent.format(reading.risk)}</dd>
        </div>
      </dl>
      {reading.reasons.length > 0 && (
        <ul className={classes.rules} aria-label={t("why.understood.reasonsTitle")}>
          {reading.reasons.map((reason) => (
            <li key={reason}>{because(reason)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
