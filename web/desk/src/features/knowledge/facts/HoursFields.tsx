import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import type { Hours, Season } from "@/api/facts";
import { useWords } from "@/lib/i18n";
import { IconButton } from "@/ui/IconButton";
import { Plus, Trash } from "@/ui/icons";
import { closedWeek } from "./blank";
import { DayHours } from "./DayHours";
import { Dates, Exceptions } from "./Exceptions";
import classes from "./Facts.module.css";
import { useFlaw } from "./flaws";
import { TextsField } from "./TextsField";
import { WeekField } from "./WeekField";

interface Props {
  fact: Hours;
  onChange: (change: Partial<Hours>) => void;
}

const zones = Intl.supportedValuesOf("timeZone");

/** When something is open: the ordinary week, seasons with weeks of their own, holidays, particular days. */
export function HoursFields({ fact, onChange }: Props) {
  const { t } = useWords();
  const flaw = useFlaw();
  const known = [...new Set([...zones, ...(fact.time_zone === null ? [] : [fact.time_zone])])];
  return (
    <>
      <fieldset className={classes.group}>
        <legend className={classes.legend}>{t("facts.hours.week")}</legend>
        <Checkbox
          size="sm"
          label={t("facts.hours.hasWeek")}
          checked={fact.week !== null}
          onChange={(event) => onChange({ week: event.currentTarget.checked ? closedWeek() : null })}
        />
        {fact.week !== null && (
          <WeekField place="week" week={fact.week} onChange={(week) => onChange({ week })} />
        )}
      </fieldset>
      <Seasons seasons={fact.seasons} onChange={(seasons) => onChange({ seasons })} />
      <fieldset className={classes.group}>
        <legend className={classes.legend}>{t("facts.hours.holidays")}</legend>
        <Checkbox
          size="sm"
          label={t("facts.hours.holidaysLikeOthers")}
          checked={fact.holidays === null}
          onChange={(event) => onChange({ holidays: event.currentTarget.checked ? null : [] })}
        />
        {fact.holidays !== null && (
          <DayHours
            name={t("facts.hours.holidays")}
            place="holidays"
            day={fact.holidays}
            onChange={(holidays) => onChange({ holidays })}
          />
        )}
      </fieldset>
      <Exceptions exceptions={fact.exceptions} onChange={(exceptions) => onChange({ exceptions })} />
      <div className={classes.pair}>
        <TextInput
          label={t("facts.hours.lastEntry")}
          description={t("facts.hours.lastEntryText")}
          inputMode="numeric"
          maxLength={4}
          value={fact.last_entry ?? ""}
          error={flaw("last_entry")}
          onChange={(event) => {
            const minutes = event.currentTarget.value.replace(/\D/g, "");
            onChange({ last_entry: minutes === "" ? null : Math.min(Number(minutes), 1_440) });
          }}
        />
        <NativeSelect
          label={t("facts.hours.zone")}
          data={[{ value: "", label: t("facts.hours.zoneOwn") }, ...known]}
          value={fact.time_zone ?? ""}
          error={flaw("time_zone")}
          onChange={(event) => onChange({ time_zone: event.currentTarget.value || null })}
        />
      </div>
      <TextsField
        label={t("facts.note")}
        place="note"
        value={fact.note}
        onChange={(note) => onChange({ note })}
      />
    </>
  );
}

function Seasons(props: { seasons: readonly Season[]; onChange: (seasons: Season[]) => void }) {
  const { t } = useWords();
  const { seasons, onChange } = props;
  const put = (at: number, change: Partial<Season>) =>
    onChange(seasons.map((one, index) => (index === at ? { ...one, ...change } : one)));
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{t("facts.seasons.title")}</legend>
      <p className={classes.text}>{t("facts.seasons.text")}</p>
      {seasons.length > 0 && (
        <ul className={classes.cards}>
          {seasons.map((season, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a season has no name but its place
            <li key={at}>
              <div className={classes.cardHead}>
                <Dates
                  place={`seasons.${at}`}
                  from={season.from}
                  to={season.to}
                  onChange={(change) => put(at, change)}
                />
                <IconButton
                  label={t("facts.seasons.remove", { number: at + 1 })}
                  onClick={() => onChange(seasons.filter((_, index) => index !== at))}
                >
                  <Trash />
                </IconButton>
              </div>
              <WeekField
                place={`seasons.${at}.week`}
                week={season.week}
                onChange={(week) => put(at, { week })}
              />
            </li>
          ))}
        </ul>
      )}
      <div className={classes.acts}>
        <Button
          variant="default"
          leftSection={<Plus />}
          onClick={() =>
            onChange([...seasons, { from: "", to: "", name: {}, week: closedWeek(), holidays: null }])
          }
        >
          {t("facts.seasons.add")}
        </Button>
      </div>
    </fieldset>
  );
}
