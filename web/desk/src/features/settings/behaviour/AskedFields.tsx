import { NativeSelect, Switch } from "@mantine/core";
import { useWords } from "@/lib/i18n";
import type { Behaviour } from "./BehaviourForm";
import { Several } from "./Several";
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
  return (
    <Several
      value={value}
      most={most}
      fresh={{ kind: "name", label: {}, required: false }}
      onChange={onChange}
      name={(n) => t("widget.behaviour.field", { n })}
      remove={(n) => t("widget.behaviour.removeField", { n })}
      add={t("widget.behaviour.addField")}
    >
      {(field, write) => ({
        first: (
          <NativeSelect
            flex={1}
            label={t("widget.behaviour.kind")}
            value={field.kind}
            data={kinds.map((kind) => ({ value: kind, label: t(`widget.behaviour.kinds.${kind}`) }))}
            onChange={(event) => write({ kind: event.currentTarget.value as (typeof kinds)[number] })}
          />
        ),
        rest: (
          <>
            {field.kind === "own" && (
              <SpokenField
                label={t("widget.behaviour.label")}
                languages={languages}
                value={field.label}
                onChange={(label) => write({ label })}
              />
            )}
            <Switch
              label={t("widget.behaviour.required")}
              checked={field.required}
              onChange={(event) => write({ required: event.currentTarget.checked })}
            />
          </>
        ),
      })}
    </Several>
  );
}
