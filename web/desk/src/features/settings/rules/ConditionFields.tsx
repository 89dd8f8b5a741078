import { Group, NativeSelect, TextInput } from "@mantine/core";
import { useWords } from "@/lib/i18n";
import { Count } from "@/ui/Count";
import { Listed, Some } from "./Fields";
import { type Condition, moments, priorities, risks } from "./rules";
import type { Choice, Choices } from "./useChoices";

const states = [
  "active",
  "idle",
  "queued",
  "with_agent",
  "waiting_customer",
  "resolved",
  "not_resolved",
  "cancelled",
  "ended",
] as const;
const languages = ["it", "en", "de", "fr", "es"];
const nobody = "nobody";

interface Props {
  value: Condition;
  choices: Choices;
  onChange: (value: Condition) => void;
}

/** What a condition asks for, by its kind. */
export function ConditionFields({ value, choices, onChange }: Props) {
  const { t, languageName } = useWords();
  const label = t(`rules.conditions.${value.of}`);
  const chosen = (any: unknown[]) => onChange({ ...value, any } as Condition);
  const some = (options: readonly Choice[], any: readonly (string | null)[]) => (
    <Some
      label={label}
      choices={options}
      value={any.map((one) => one ?? nobody)}
      onChange={(now) => chosen(now.map((one) => (one === nobody ? null : one)))}
    />
  );
  switch (value.of) {
    case "words":
      return <Listed label={t("rules.words")} value={value.any} onChange={chosen} />;
    case "page":
      return <Listed label={t("rules.parts")} value={value.any} onChange={chosen} />;
    case "channel":
      return some(
        (["web", "form"] as const).map((one) => ({ value: one, label: t(`rules.channels.${one}`) })),
        value.any,
      );
    case "language":
      return some(
        languages.map((one) => ({ value: one, label: languageName(one) })),
        value.any,
      );
    case "labels":
      return some(choices.labels, value.any);
    case "priority":
      return some(
        priorities.map((one) => ({ value: one, label: t(`why.understood.priorities.${one}`) })),
        value.any,
      );
    case "risk":
      return some(
        risks.map((one) => ({ value: one, label: t(`rules.risks.${one}`) })),
        value.any,
      );
    case "state":
      return some(
        states.map((one) => ({ value: one, label: t(`states.${one}`) })),
        value.any,
      );
    case "team":
      return some([{ value: nobody, label: t("rules.noTeam") }, ...choices.teams], value.any);
    case "assignee":
      return some([{ value: nobody, label: t("rules.nobody") }, ...choices.members], value.any);
    case "rating":
      return (
        <Some
          label={label}
          choices={[1, 2, 3, 4, 5].map((one) => ({ value: `${one}`, label: `${one}` }))}
          value={value.any.map(String)}
          onChange={(now) => chosen(now.map(Number).toSorted())}
        />
      );
    case "contact":
      return (
        <>
          <TextInput
            label={t("rules.field")}
            value={value.field}
            maxLength={100}
            onChange={(event) => onChange({ ...value, field: event.currentTarget.value })}
          />
          <Listed label={t("rules.values")} value={value.any} onChange={chosen} />
        </>
      );
    case "since":
      return (
        <Group grow align="end">
          <NativeSelect
            label={label}
            data={moments.map((one) => ({ value: one, label: t(`rules.moments.${one}`) }))}
            value={value.moment}
            onChange={(event) => {
              const moment = moments.find((one) => one === event.currentTarget.value);
              if (moment) onChange({ ...value, moment });
            }}
          />
          <Count
            label={t("rules.minutes")}
            value={value.minutes}
            min={1}
            max={525600}
            required
            withAsterisk={false}
            onCount={(minutes) => minutes !== null && onChange({ ...value, minutes })}
          />
        </Group>
      );
    case "hours":
      return null;
  }
}
