import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { $api } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { useNews } from "@/lib/live";
import type { LiveEvent } from "@/lib/live/reduce";
import { Section } from "@/ui/Page";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import { BudgetForm } from "./BudgetForm";
import classes from "./Models.module.css";
import { budgetPath, type Spending, spendingPath, useMoney } from "./models";
import { SpendingView } from "./SpendingView";

/** What may be spent and what was; `spent`: whether there is anything that money could go to. */
export function Money({ spent }: { spent: boolean }) {
  const { params } = useWorkspace();
  const { t } = useWords();
  const budget = $api.useQuery("get", budgetPath, { params });
  const spending = $api.useQuery("get", spendingPath, { params }, { refetchInterval: 60_000 });
  const cache = useQueryClient();
  useNews(
    useCallback(
      (news: LiveEvent) => {
        const costs = news.event === "message" && news.data.has_trace;
        if (costs || news.event === "money")
          void cache.invalidateQueries({ queryKey: ["get", spendingPath] }, { cancelRefetch: false });
      },
      [cache],
    ),
  );
  const ready = !budget.isPending && !spending.isPending;
  const here = useRef<HTMLDivElement>(null);
  // Who comes from the bar that says a budget is spent.
  useEffect(() => {
    if (ready && window.location.hash === "#budget") here.current?.scrollIntoView();
  }, [ready]);
  if (budget.isPending || spending.isPending) return <Loading rows={3} />;
  if (budget.isError) return <ErrorState error={budget.error} onRetry={() => void budget.refetch()} />;
  if (spending.isError) return <ErrorState error={spending.error} onRetry={() => void spending.refetch()} />;
  const known = spending.data.calls > 0 || Number(spending.data.month.spent) > 0;
  if (!spent && !known) return null;
  return (
    <div ref={here}>
      <Section title={t("models.budget")} text={t("models.budgetText")}>
        <Month month={spending.data.month} />
        {spending.data.today
          .filter(({ budget }) => budget !== null)
          .map((one) => (
            <Gone key={one.assistant_id} gone={one} title={`${t("models.today")}: ${one.name}`} />
          ))}
        <BudgetForm budget={budget.data} />
      </Section>
      <Section title={t("models.spending")} text={t("models.spendingText")}>
        <SpendingView spending={spending.data} />
      </Section>
    </div>
  );
}

function Month({ month }: { month: Spending["month"] }) {
  const { t } = useWords();
  const { euros } = useMoney();
  const over =
    month.forecast !== null && month.budget !== null && Number(month.forecast) > Number(month.budget);
  return (
    <Gone gone={month} title={t("models.month")}>
      <p className={classes.quiet}>
        {month.forecast === null
          ? t("models.noForecast")
          : t("models.forecast", { amount: euros(month.forecast) })}
        {over && (
          <>
            {", "}
            <span className={classes.warning}>{t("models.over")}</span>
          </>
        )}
      </p>
    </Gone>
  );
}

type AnyGone = Omit<Spending["month"], "forecast">;

/** How far a budget is gone: the words say it, the bar shows it. */
function Gone(props: { gone: AnyGone; title: string; children?: React.ReactNode }) {
  const { t } = useWords();
  const { euros } = useMoney();
  const { gone, title } = props;
  const limit = gone.budget === null ? null : Number(gone.budget);
  const share = (amount: string) =>
    limit === null || limit === 0 ? 0 : Math.min(100, (Number(amount) / limit) * 100);
  return (
    <div className={classes.gone}>
      <h3>{title}</h3>
      <p className={classes.amount}>
        {limit === null
          ? t("models.noLimit", { spent: euros(gone.spent) })
          : t("models.ofBudget", { spent: euros(gone.spent), budget: euros(limit) })}
        {limit !== null && (
          <span className={classes.state} data-state={gone.state}>
            {t(`models.states.${gone.state}`)}
          </span>
        )}
      </p>
      {limit !== null && (
        <div className={classes.bar} aria-hidden="true">
          <div
            className={classes.fill}
            data-state={gone.state}
            style={{ inlineSize: `${share(gone.spent)}%` }}
          />
        </div>
      )}
      {Number(gone.reserved) > 0 && (
        <p className={classes.quiet}>{t("models.reserved", { amount: euros(gone.reserved) })}</p>
      )}
      {limit !== null && gone.state !== "open" && (
        <p className={classes.quiet}>{t(`models.stateTexts.${gone.state}`)}</p>
      )}
      {props.children}
    </div>
  );
}
