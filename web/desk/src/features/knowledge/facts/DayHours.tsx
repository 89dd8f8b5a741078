import { Button, Input, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { Day } from "@/api/facts";
import { useWords } from "@/lib/i18n";
import { IconButton } from "@/ui/IconButton";
import { Close, Plus } from "@/ui/icons";
import classes from "./Facts.module.css";
import { useFlaw } from "./flaws";

interface Props {
  /** What the hours are of, for who cannot see where the fields stand. */
  name: string;
  place: string;
  day: Day;
  children?: ReactNode;
  onChange: (day: Day) => void;
}

const most = 4;

/** The opening times of one day: none is closed, each further one is another sitting. */
export function DayHours({ name, place, day, children, onChange }: Props) {
  const { t } = useWords();
  const flaw = useFlaw()(place, true);
  const put = (at: number, change: Partial<Day[number]>) =>
    onChange(day.map((one, index) => (index === at ? { ...one, ...change } : one)));
  const next = day.at(-1);
  return (
    <div className={classes.day}>
      <div className={classes.sittings}>
        {day.length === 0 && <span className={classes.closed}>{t("facts.hours.closed")}</span>}
        {day.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: sittings have no name but their place
          <div key={at} className={classes.sitting}>
            <Time
              label={t("facts.hours.opens", { day: name, number: at + 1 })}
              value={one.opens}
              wrong={flaw !== null}
              onChange={(opens) => put(at, { opens })}
            />
            <span aria-hidden="true">–</span>
            <Time
              label={t("facts.hours.closes", { day: name, number: at + 1 })}
              value={one.closes}
              wrong={flaw !== null}
              onChange={(closes) => put(at, { closes })}
            />
            <IconButton
              label={t("facts.hours.remove", { day: name, number: at + 1 })}
              onClick={() => onChange(day.filter((_, index) => index !== at))}
            >
              <Close />
            </IconButton>
          </div>
        ))}
      </div>
      <div className={classes.acts}>
        {day.length < most && (
          <Button
            variant="subtle"
            leftSection={<Plus />}
            aria-label={t("facts.hours.addTo", { day: name })}
            onClick={() =>
              onChange([
                ...day,
                next ? { opens: "19:00", closes: "22:00" } : { opens: "09:00", closes: "18:00" },
              ])
            }
          >
            {t("facts.hours.add")}
          </Button>
        )}
        {children}
      </div>
      {flaw !== null && <Input.Error role="alert">{flaw}</Input.Error>}
    </div>
  );
}

/** Midnight at the end of a day is 24:00 to the server and 00:00 to a field for times. */
function Time(props: { label: string; value: string; wrong: boolean; onChange: (value: string) => void }) {
  return (
    <TextInput
      className={classes.time}
      type="time"
      aria-label={props.label}
      required
      error={props.wrong}
      value={props.value === "24:00" ? "00:00" : props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}
