import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData } from "@tanstack/react-query";
import { $api } from "@/api/client";
import type { Got, WorkspacePath } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import classes from "./Threshold.module.css";

type Effect = NonNullable<Got<`${WorkspacePath}/assistant/threshold`>>;
type Shares = Effect["answerable"];
type Example = Effect["above"][number];

const becomes = ["right", "wrong", "offered", "refused"] as const;

/** What the threshold would do to the workspace's own questions, while it is being moved. */
export function ThresholdEffect({ threshold }: { threshold: number }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [at] = useDebouncedValue(threshold, 200);
  const effect = $api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace}/assistant/threshold",
    { params: { ...params, query: { at } } },
    { placeholderData: keepPreviousData },
  );
  if (effect.isError) return <ErrorState error={effect.error} onRetry={() => void effect.refetch()} />;
  if (effect.isPending) return <Loading />;
  if (effect.data === null)
    return (
      <div className={classes.empty}>
        <h3>{t("assistant.effect.empty")}</h3>
        <p>{t("assistant.effect.emptyText")}</p>
      </div>
    );
  return (
    <div className={classes.effect}>
      <h3>{t("assistant.effect.title")}</h3>
      <p className={classes.quiet}>{t("assistant.effect.text")}</p>
      <div className={classes.columns}>
        <Sort name="answerable" shares={effect.data.answerable} />
        <Sort name="unanswerable" shares={effect.data.unanswerable} />
        <Examples name="above" examples={effect.data.above} />
        <Examples name="below" examples={effect.data.below} />
      </div>
    </div>
  );
}

function Sort({ name, shares }: { name: "answerable" | "unanswerable"; shares: Shares }) {
  const { t, language } = useWords();
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  // Without its entry nothing answers rightly, so that line would always say nought.
  const shown = becomes.filter((what) => name === "answerable" || what !== "right");
  return (
    <section aria-live="polite">
      <h4>{t(`assistant.effect.${name}`)}</h4>
      <p className={classes.quiet}>{t("assistant.effect.count", { count: shares.questions })}</p>
      <div className={classes.bar} aria-hidden="true">
        {shown.map((what) => (
          <span key={what} data-becomes={what} style={{ width: `${shares[what] * 100}%` }} />
        ))}
      </div>
      <dl className={classes.shares}>
        {shown.map((what) => (
          <div key={what}>
            <dt>
              <span className={classes.dot} data-becomes={what} aria-hidden="true" />
              {t(`assistant.effect.${what}`)}
            </dt>
            <dd>{percent.format(shares[what])}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Examples({ name, examples }: { name: "above" | "below"; examples: readonly Example[] }) {
  const { t, language } = useWords();
  const figure = new Intl.NumberFormat(language, { maximumFractionDigits: 2, minimumFractionDigits: 2 });
  return (
    <section>
      <h4>{t(`assistant.effect.${name}`)}</h4>
      {examples.length === 0 && <p className={classes.quiet}>{t("assistant.effect.none")}</p>}
      <ul className={classes.examples}>
        {examples.map((example) => (
          <li key={`${example.question}${example.answerable}`}>
            <span className={classes.figure}>{figure.format(example.confidence)}</span>
            <span>
              <bdi lang={example.language}>{example.question}</bdi>
              <span className={classes.quiet}>
                {t("assistant.effect.found", { title: example.title })}
                {!example.right && ` · ${t("assistant.effect.notRight")}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
