import { useWords } from "@/lib/i18n";
import { useNow } from "@/lib/now";
import classes from "./Intents.module.css";
import type { IntentModel } from "./intents";

/** How well each language's intents are told apart, and whether it knows the newest examples. */
export function Learning({ models, failed }: { models: readonly IntentModel[]; failed: boolean }) {
  const { t, ago, language: reader } = useWords();
  const now = useNow();
  const percent = new Intl.NumberFormat(reader, { style: "percent" });
  return (
    <ul className={classes.models}>
      {models.map((model) => (
        <li key={model.language} className={classes.model}>
          <h3>{t(`languages.${model.language}`)}</h3>
          <p className={classes.share}>{percent.format(model.accuracy)}</p>
          <p>
            {t("teaching.intents.accuracy")}
            {model.by_meaning && ` · ${t("why.understood.byMeaning")}`}
          </p>
          <dl>
            <div>
              <dt>{t("teaching.intents.kept")}</dt>
              <dd>{percent.format(model.kept)}</dd>
            </div>
            <div>
              <dt>{t("teaching.intents.toldApart")}</dt>
              <dd>{percent.format(model.told_apart)}</dd>
            </div>
          </dl>
          <p
            className={classes.state}
            role="status"
            data-learning={(!model.up_to_date && !failed) || undefined}
          >
            {!model.up_to_date
              ? t(failed ? "teaching.intents.notLearnt" : "teaching.intents.learning")
              : model.trained_at === null
                ? t("teaching.intents.asShipped")
                : t("teaching.intents.learntAt", { time: ago(model.trained_at, now) })}
          </p>
        </li>
      ))}
    </ul>
  );
}
