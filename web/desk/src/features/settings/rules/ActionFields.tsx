import { NativeSelect, Textarea } from "@mantine/core";
import { useWords } from "@/lib/i18n";
import { Some } from "./Fields";
import { type Action, asides, outcomes, priorities } from "./rules";
import type { Choice, Choices } from "./useChoices";

interface Props {
  value: Action;
  choices: Choices;
  onChange: (value: Action) => void;
}

/** What an action does it with, by its kind. */
export function ActionFields({ value, choices, onChange }: Props) {
  const { t } = useWords();
  const label = t(`rules.actions.${value.do}`);
  const teams = choices.teams.map((one) => ({
    value: `team:${one.value}`,
    label: t("rules.people.team", { name: one.label }),
  }));
  const users = choices.members.map((one) => ({ ...one, value: `user:${one.value}` }));
  const one = (name: string, data: readonly Choice[], now: string, write: (to: string) => void) => (
    <NativeSelect
      label={name}
      data={[...(now === "" ? [{ value: "", label: t("rules.choose") }] : []), ...data]}
      value={now}
      onChange={(event) => write(event.currentTarget.value)}
    />
  );
  switch (value.do) {
    case "add_labels":
    case "remove_labels":
      return (
        <Some
          label={label}
          choices={choices.labels}
          value={value.labels}
          onChange={(labels) => onChange({ ...value, labels })}
        />
      );
    case "priority":
      return one(
        label,
        priorities.map((each) => ({ value: each, label: t(`why.understood.priorities.${each}`) })),
        value.priority,
        (to) => onChange({ ...value, priority: to } as Action),
      );
    case "assign":
      return one(
        t("rules.to"),
        [{ value: "queue", label: t("rules.people.queue") }, ...teams, ...users],
        target(value),
        (to) => onChange({ do: value.do, ...aimed(to) } as Action),
      );
    case "tell":
      return one(
        t("rules.to"),
        [
          ...(["supervisors", "admins", "assignee"] as const).map((each) => ({
            value: each,
            label: t(`rules.people.${each}`),
          })),
          ...teams,
          ...users,
        ],
        target(value),
        (to) => onChange({ do: value.do, ...aimed(to) } as Action),
      );
    case "snooze":
      return one(
        label,
        asides.map((each) => ({ value: each, label: t(`talk.snooze.${each}`) })),
        value.until,
        (to) => onChange({ ...value, until: to } as Action),
      );
    case "close":
      return one(
        label,
        outcomes.map((each) => ({ value: each, label: t(`states.${each}`) })),
        value.outcome,
        (to) => onChange({ ...value, outcome: to } as Action),
      );
    case "reply":
      return one(t("rules.reply"), choices.replies, value.shortcut, (shortcut) =>
        onChange({ ...value, shortcut }),
      );
    case "post":
      return one(t("rules.chat"), choices.outlets, value.outlet_id, (outlet_id) =>
        onChange({ ...value, outlet_id }),
      );
    case "note":
      return (
        <Textarea
          label={t("rules.note")}
          dir="auto"
          autosize
          minRows={2}
          maxRows={6}
          maxLength={4000}
          value={value.text}
          onChange={(event) => onChange({ ...value, text: event.currentTarget.value })}
        />
      );
  }
}

/** Whom it names, as one value of a choice. */
function target({ to, target: whom }: { to: string; target?: string | null }): string {
  return whom == null ? to : `${to}:${whom}`;
}

function aimed(chosen: string): { to: string; target: string | null } {
  const [to = "", whom = null] = chosen.split(":");
  return { to, target: whom };
}
