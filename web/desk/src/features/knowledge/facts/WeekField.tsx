import { Button } from "@mantine/core";
import type { Week } from "@/api/facts";
import { useWords } from "@/lib/i18n";
import { dayNames } from "./blank";
import { DayHours } from "./DayHours";
import classes from "./Facts.module.css";

/** 1 January 2024 was a Monday. */
const monday = Date.UTC(2024, 0, 1);

/** Seven days one under the other; what Monday has can be given to the days after it at once. */
export function WeekField({
  place,
  week,
  onChange,
}: {
  place: string;
  week: Week;
  onChange: (week: Week) => void;
}) {
  const { t, language } = useWords();
  const names = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
  return (
    <ul className={classes.week}>
      {dayNames.map((day, at) => {
        const name = names.format(monday + at * 86_400_000);
        const before = dayNames[at - 1];
        return (
          <li key={day}>
            <span className={classes.dayName}>{name}</span>
            <DayHours
              name={name}
              place={`${place}.${day}`}
              day={week[day]}
              onChange={(hours) => onChange({ ...week, [day]: hours })}
            >
              {before !== undefined && (
                <Button
                  variant="subtle"
                  color="gray"
                  aria-label={t("facts.hours.sameAs", { day: name })}
                  onClick={() => onChange({ ...week, [day]: week[before].map((one) => ({ ...one })) })}
                >
                  {t("facts.hours.same")}
                </Button>
              )}
            </DayHours>
          </li>
        );
      })}
    </ul>
  );
}
