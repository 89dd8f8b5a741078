import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useWords } from "@/lib/i18n";
import { Count } from "@/ui/Count";
import { IconButton } from "@/ui/IconButton";
import { Plus, Trash } from "@/ui/icons";
import classes from "./Behaviour.module.css";
import type { Behaviour } from "./BehaviourForm";
import { SpokenField } from "./SpokenField";

type Rules = Behaviour["rules"];
const most = 20;

interface Props {
  value: Rules;
  languages: string[];
  onChange: (rules: Rules) => void;
}

/** On which pages the widget speaks first, when, and what it says; the first that fits. */
export function PageRules({ value, languages, onChange }: Props) {
  const { t } = useWords();
  const write = (at: number, part: Partial<Rules[number]>) =>
    onChange(value.map((one, i) => (i === at ? { ...one, ...part } : one)));
  return (
    <Stack gap="sm">
      {value.map((rule, i) => (
        <fieldset
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule is nothing but its place.
          key={i}
          className={classes.set}
        >
          <legend>{t("widget.behaviour.rule", { n: i + 1 })}</legend>
          <Stack gap="xs">
            <Group align="end" wrap="nowrap">
              <TextInput
                flex={1}
                label={t("widget.behaviour.pages")}
                placeholder="*/checkout*"
                value={rule.pages}
                required
                withAsterisk={false}
                maxLength={300}
                pattern="\S+"
                onChange={(event) => write(i, { pages: event.currentTarget.value })}
              />
              <IconButton
                label={t("widget.behaviour.removeRule", { n: i + 1 })}
                onClick={() => onChange(value.filter((_, at) => at !== i))}
              >
                <Trash />
              </IconButton>
            </Group>
            <Group align="end" grow>
              <Count
                label={t("widget.behaviour.afterSeconds")}
                value={rule.after_seconds}
                min={0}
                max={600}
                required
                withAsterisk={false}
                onCount={(count) => count !== null && write(i, { after_seconds: count })}
              />
              <Count
                label={t("widget.behaviour.scrolled")}
                value={rule.scrolled}
                min={0}
                max={100}
                required
                withAsterisk={false}
                onCount={(count) => count !== null && write(i, { scrolled: count })}
              />
            </Group>
            <SpokenField
              label={t("widget.behaviour.says")}
              languages={languages}
              value={rule.text}
              onChange={(text) => write(i, { text })}
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
          onClick={() => onChange([...value, { pages: "*", after_seconds: 20, scrolled: 0, text: {} }])}
        >
          {t("widget.behaviour.addRule")}
        </Button>
      </div>
    </Stack>
  );
}
