import { Button, Checkbox, Input, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Special } from "@/api/facts";
import { useWords } from "@/lib/i18n";
import { IconButton } from "@/ui/IconButton";
import { Plus, Trash } from "@/ui/icons";
import { DayHours } from "./DayHours";
import classes from "./Facts.module.css";
import { FeastDays } from "./FeastDays";
import { useFlaw } from "./flaws";
import { TextsField } from "./TextsField";

interface Props {
  exceptions: readonly Special[];
  onChange: (exceptions: Special[]) => void;
}

/** Days that have hours of their own, whatever else holds: typed in, or chosen among the public holidays. */
export function Exceptions({ exceptions, onChange }: Props) {
  const { t } = useWords();
  const [feasts, setFeasts] = useState(false);
  const put = (at: number, change: Partial<Special>) =>
    onChange(exceptions.map((one, index) => (index === at ? { ...one, ...change } : one)));
  const add = (added: readonly Special[]) => onChange([...exceptions, ...added]);
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{t("facts.exceptions.title")}</legend>
      <p className={classes.text}>{t("facts.exceptions.text")}</p>
      {exceptions.length > 0 && (
        <ul className={classes.cards}>
          {exceptions.map((special, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an exception has no name but its place
            <li key={at}>
              <SpecialFields
                number={at}
                special={special}
                onChange={(change) => put(at, change)}
                onRemove={() => onChange(exceptions.filter((_, index) => index !== at))}
              />
            </li>
          ))}
        </ul>
      )}
      <div className={classes.acts}>
        <Button
          variant="default"
          leftSection={<Plus />}
          onClick={() => add([{ from: "", to: "", name: {}, hours: [] }])}
        >
          {t("facts.exceptions.add")}
        </Button>
        <Button variant="default" aria-expanded={feasts} onClick={() => setFeasts(!feasts)}>
          {t("facts.exceptions.feasts")}
        </Button>
      </div>
      {feasts && <FeastDays taken={exceptions} onAdd={add} />}
    </fieldset>
  );
}

function SpecialFields(props: {
  number: number;
  special: Special;
  onChange: (change: Partial<Special>) => void;
  onRemove: () => void;
}) {
  const { t } = useWords();
  const { number, special, onChange } = props;
  const name = t("facts.exceptions.number", { number: number + 1 });
  const place = `exceptions.${number}`;
  return (
    <>
      <div className={classes.cardHead}>
        <Dates place={place} from={special.from} to={special.to} onChange={onChange} />
        <IconButton label={t("facts.exceptions.remove", { name })} onClick={props.onRemove}>
          <Trash />
        </IconButton>
      </div>
      <DayHours
        name={name}
        place={`${place}.hours`}
        day={special.hours}
        onChange={(hours) => onChange({ hours })}
      />
      <TextsField
        label={t("facts.exceptions.name")}
        place={`${place}.name`}
        value={special.name}
        onChange={(texts) => onChange({ name: texts })}
      />
    </>
  );
}

/** From a day to a day; without its year it comes every year, and the field shows this year's. */
export function Dates(props: {
  place: string;
  from: string;
  to: string;
  onChange: (change: { from: string; to: string }) => void;
}) {
  const { t } = useWords();
  const flaw = useFlaw();
  const { from, to } = props;
  const year = String(new Date().getFullYear());
  const yearly = from.length === 5;
  const shown = (day: string) => (day.length === 5 ? `${year}-${day}` : day);
  const written = (day: string, every: boolean) => (every && day.length > 5 ? day.slice(5) : day);
  const wrong = flaw(`${props.place}.from`) ?? flaw(`${props.place}.to`);
  return (
    <div className={classes.dates}>
      <TextInput
        type="date"
        label={t("facts.exceptions.from")}
        value={shown(from)}
        error={wrong !== null}
        onChange={(event) => {
          const first = written(event.currentTarget.value, yearly);
          props.onChange({ from: first, to: to === "" || to === from ? first : to });
        }}
      />
      <TextInput
        type="date"
        label={t("facts.exceptions.to")}
        value={shown(to)}
        error={wrong !== null}
        onChange={(event) => props.onChange({ from, to: written(event.currentTarget.value, yearly) })}
      />
      <Checkbox
        size="sm"
        label={t("facts.exceptions.yearly")}
        checked={yearly}
        disabled={from === ""}
        onChange={(event) => {
          const every = event.currentTarget.checked;
          props.onChange({
            from: every ? written(from, true) : shown(from),
            to: every ? written(to, true) : shown(to),
          });
        }}
      />
      {wrong !== null && <Input.Error role="alert">{wrong}</Input.Error>}
    </div>
  );
}
