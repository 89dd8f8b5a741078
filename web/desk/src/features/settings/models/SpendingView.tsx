import { useWords } from "@/lib/i18n";
import { Row, Rows } from "@/ui/Rows";
import classes from "./Models.module.css";
import { type Spending, useMoney } from "./models";

/** Where the money went: by day, by model, by assistant. */
export function SpendingView({ spending }: { spending: Spending }) {
  const { t, language, date } = useWords();
  const { euros } = useMoney();
  if (spending.calls === 0 && spending.spared.recalled === 0)
    return <p className={classes.quiet}>{t("models.nothingSpent")}</p>;
  const many = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  const calls = (count: number) => t("models.calls", { count });
  const { asked, recalled, saved } = spending.spared;
  return (
    <>
      <p className={classes.amount}>
        {t("models.altogether", { cost: euros(spending.cost), calls: calls(spending.calls) })}
      </p>
      {recalled > 0 && (
        <p className={classes.quiet}>
          {t("models.spared", {
            count: recalled,
            percent: percent.format(recalled / (asked + recalled)),
            saved: euros(saved),
          })}
        </p>
      )}
      <h3 className={classes.heading}>{t("models.perDay")}</h3>
      <Days
        spending={spending}
        say={(day, cost) => t("models.dayCost", { day: date(day), cost: euros(cost) })}
      />
      <h3 className={classes.heading}>{t("models.perModel")}</h3>
      <Rows>
        {spending.models.map((one) => (
          <Row
            key={`${one.provider}:${one.model}`}
            name={<bdi>{one.model}</bdi>}
            detail={[
              one.provider === "compatible" ? "" : one.provider,
              calls(one.calls),
              t("models.tokens", { read: many.format(one.read), written: many.format(one.written) }),
            ]
              .filter(Boolean)
              .join(" · ")}
          >
            <span className={classes.cost}>{euros(one.cost)}</span>
          </Row>
        ))}
      </Rows>
      <h3 className={classes.heading}>{t("models.perAssistant")}</h3>
      <Rows>
        {spending.assistants.map((one) => (
          <Row
            key={one.assistant_id ?? ""}
            name={
              <bdi>{one.name ?? t(one.assistant_id === null ? "models.nobody" : "models.goneAssistant")}</bdi>
            }
            detail={calls(one.calls)}
          >
            <span className={classes.cost}>{euros(one.cost)}</span>
          </Row>
        ))}
      </Rows>
    </>
  );
}

/** A column for each day, also for those without a call; each says itself in words. */
function Days({ spending, say }: { spending: Spending; say: (day: string, cost: string) => string }) {
  const costs = new Map(spending.days.map((one) => [one.day, one.cost]));
  const most = Math.max(...spending.days.map((one) => Number(one.cost)), 0);
  const days: string[] = [];
  for (let at = Date.parse(spending.since); at <= Date.parse(spending.until); at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10));
  return (
    <ol className={classes.days}>
      {days.map((day) => {
        const cost = costs.get(day) ?? "0";
        const height = most === 0 ? 0 : (Number(cost) / most) * 100;
        return (
          <li key={day} title={say(day, cost)}>
            <span className="visually-hidden">{say(day, cost)}</span>
            <span
              className={classes.day}
              style={{ blockSize: `${height}%` }}
              data-none={height === 0 || undefined}
            />
          </li>
        );
      })}
    </ol>
  );
}
