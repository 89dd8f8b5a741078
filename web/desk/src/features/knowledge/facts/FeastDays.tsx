import { Button, Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { feastsQuery, type Special } from "@/api/facts";
import { useWords } from "@/lib/i18n";
import { Choice } from "@/ui/Choice";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../knowledge";
import classes from "./Facts.module.css";

/** The public holidays of a year, to be ticked: each becomes an exception, closed until hours are given to it. */
export function FeastDays(props: { taken: readonly Special[]; onAdd: (specials: Special[]) => void }) {
  const { t, language } = useWords();
  const { workspace } = useWorkspace();
  const now = new Date().getFullYear();
  const [year, setYear] = useState(now);
  const [chosen, setChosen] = useState<string[]>([]);
  const feasts = useQuery(feastsQuery(workspace, year, language));
  const day = new Intl.DateTimeFormat(language, {
    weekday: "short",
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  });
  const taken = new Set(
    props.taken.flatMap(({ from }) => (from.length === 5 ? [`${year}-${from}`] : [from])),
  );
  const open = feasts.data?.filter(({ date }) => !taken.has(date)) ?? [];
  return (
    <div className={classes.feasts}>
      <Choice
        label={t("facts.exceptions.year")}
        value={String(year)}
        options={[now, now + 1, now + 2].map((one) => ({ value: String(one), label: String(one) }))}
        onChange={(one) => {
          setYear(Number(one));
          setChosen([]);
        }}
      />
      {feasts.isPending && <Loading rows={3} height={24} />}
      {feasts.isError && <ErrorState error={feasts.error} onRetry={() => void feasts.refetch()} />}
      {feasts.data?.length === 0 && <p className={classes.text}>{t("facts.exceptions.noCountry")}</p>}
      {open.length > 0 && (
        <>
          <Checkbox.Group value={chosen} onChange={setChosen} label={t("facts.exceptions.choose")}>
            <div className={classes.ticks}>
              {open.map((feast) => (
                <Checkbox
                  key={feast.date}
                  value={feast.date}
                  size="sm"
                  label={`${day.format(new Date(feast.date))} · ${feast.name}`}
                />
              ))}
            </div>
          </Checkbox.Group>
          <Button
            disabled={chosen.length === 0}
            onClick={() => {
              const added = open.filter(({ date }) => chosen.includes(date));
              props.onAdd(
                added.map(({ date, name }) => ({
                  from: date,
                  to: date,
                  name: { [language]: name },
                  hours: [],
                })),
              );
              setChosen([]);
            }}
          >
            {t("facts.exceptions.addChosen", { count: chosen.length })}
          </Button>
        </>
      )}
    </div>
  );
}
