import { Group, TextInput } from "@mantine/core";
import { useWords } from "@/lib/i18n";
import { Count } from "@/ui/Count";
import type { Behaviour } from "./BehaviourForm";
import { Several } from "./Several";
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
  return (
    <Several
      value={value}
      most={most}
      fresh={{ pages: "*", after_seconds: 20, scrolled: 0, text: {} }}
      onChange={onChange}
      name={(n) => t("widget.behaviour.rule", { n })}
      remove={(n) => t("widget.behaviour.removeRule", { n })}
      add={t("widget.behaviour.addRule")}
    >
      {(rule, write) => ({
        first: (
          <TextInput
            flex={1}
            label={t("widget.behaviour.pages")}
            placeholder="*/checkout*"
            value={rule.pages}
            required
            withAsterisk={false}
            maxLength={300}
            pattern="\S+"
            onChange={(event) => write({ pages: event.currentTarget.value })}
          />
        ),
        rest: (
          <>
            <Group align="end" grow>
              <Count
                label={t("widget.behaviour.afterSeconds")}
                value={rule.after_seconds}
                min={0}
                max={600}
                required
                withAsterisk={false}
                onCount={(count) => count !== null && write({ after_seconds: count })}
              />
              <Count
                label={t("widget.behaviour.scrolled")}
                value={rule.scrolled}
                min={0}
                max={100}
                required
                withAsterisk={false}
                onCount={(count) => count !== null && write({ scrolled: count })}
              />
            </Group>
            <SpokenField
              label={t("widget.behaviour.says")}
              languages={languages}
              value={rule.text}
              onChange={(text) => write({ text })}
            />
          </>
        ),
      })}
    </Several>
  );
}
