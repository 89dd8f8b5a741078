import { Button, Group, NativeSelect, Stack, Switch } from "@mantine/core";
import { useWords } from "@/lib/i18n";
import { IconButton } from "@/ui/IconButton";
import { Plus, Trash } from "@/ui/icons";
import classes from "./Behaviour.module.css";
import type { Behaviour } from "./BehaviourForm";
import { SpokenField } from "./SpokenField";

type Asked = Behaviour["asked"];
const kinds = ["name", "email", "phone", "own"] as const;
const most = 8;

interface Props {
  value: Asked;
  languages: string[];
  onChange: (asked: Asked) => void;
}

/** What is asked before a chat, in this order. */
export function AskedFields({ value, languages, onChange }: Props) {
  const { t } = useWords();
  const write = (at: number, part: Partial<Asked[number]>) =>
    onChange(value.map((one, i) => (i === at ? { ...one, ...part } : one)));
  return (
    <Stack gap="sm">
      {value.map((field, i) => (
        <fieldset
          // biome-ignore lint/suspicious/noArrayIndexKey: a field is nothing but its place.
          key={i}
          className={classes.set}
        >
          <legend>{t("widget.behaviour.field", { n: i + 1 })}</legend>
          <Stack gap="xs">
            <Group align="end" wrap="nowrap">
              <NativeSelect
                flex={1}
                label={t("widget.behaviour.kind")}
                value={field.kind}
                data={kinds.map((kind) => ({ value: kind, label: t(`widget.behaviour.kinds.${kind}`) }))}
                onChange={(event) => write(i, { kind: event.currentTarget.value as (typeof kinds)[number] })}
              />
              <IconButton
                label={t("widget.behaviour.removeField", { n: i + 1 })}
                onClick={() => onChange(value.filter((_, at) => at !== i))}
              >
                <Trash />
              </IconButton>
            </Group>
            {field.kind === "own" && (
              <SpokenField
                label={t("widget.behaviour.label")}
                languages={languages}
                value={field.label}
                onChange={(label) => write(i, { label })}
              />
            )}
            <Switch
              label={t("widget.behaviour.required")}
              checked={field.required}
              onChange={(event) => write(i, { required: event.currentTarget.checked })}
            />
          </Stack>
        </fieldset>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Plus />}
          disabled={value.length >= most}
          onClick={() => onChange([...value, { kind: "name", label: {}, required: false }])}
        >
          {t("widget.behaviour.addField")}
        </Button>
      </div>
    </Stack>
  );
}
