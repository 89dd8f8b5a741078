import { Button, Switch, Textarea, TextInput } from "@mantine/core";
import { type Language, useWords } from "@/lib/i18n";
import { newId } from "@/lib/ids";
import { IconButton } from "@/ui/IconButton";
import { Plus, Trash } from "@/ui/icons";
import { Lines } from "@/ui/Lines";
import type { Draft } from "./assistants";
import classes from "./Rules.module.css";

type Rule = Draft["rules"][number];

interface Props {
  rules: Rule[];
  languages: readonly Language[];
  onChange: (rules: Rule[]) => void;
}

/** Phrases after which a person answers, whatever the knowledge says. */
export function Rules({ rules, languages, onChange }: Props) {
  const { t } = useWords();
  const write = (id: string, change: Partial<Rule>) =>
    onChange(rules.map((rule) => (rule.id === id ? { ...rule, ...change } : rule)));
  return (
    <>
      <ul className={classes.rules}>
        {rules.map((rule) => (
          <li key={rule.id}>
            <fieldset className={classes.rule}>
              <legend className="visually-hidden">{rule.name || t("assistant.newRule")}</legend>
              <div className={classes.head}>
                <TextInput
                  aria-label={t("assistant.ruleName")}
                  placeholder={t("assistant.ruleName")}
                  value={rule.name}
                  required
                  maxLength={80}
                  flex={1}
                  onChange={(event) => write(rule.id, { name: event.currentTarget.value })}
                />
                <Switch
                  label={t("assistant.ruleOn")}
                  checked={rule.enabled}
                  onChange={(event) => write(rule.id, { enabled: event.currentTarget.checked })}
                />
                <IconButton
                  label={t("assistant.removeRule", { name: rule.name })}
                  onClick={() => onChange(rules.filter((one) => one.id !== rule.id))}
                >
                  <Trash />
                </IconButton>
              </div>
              {languages.map((language) => (
                <Lines
                  key={language}
                  label={t("assistant.phrases", { language: t(`languages.${language}`) })}
                  lang={language}
                  maxRows={8}
                  value={rule.phrases[language] ?? []}
                  onChange={(phrases) =>
                    write(rule.id, { phrases: { ...rule.phrases, [language]: phrases } })
                  }
                />
              ))}
              <details className={classes.replies} open={Object.keys(rule.replies).length > 0 || undefined}>
                <summary>{t("assistant.ruleReplies")}</summary>
                <p className={classes.hint}>{t("assistant.ruleRepliesText")}</p>
                {languages.map((language) => (
                  <Textarea
                    key={language}
                    label={t(`languages.${language}`)}
                    lang={language}
                    autosize
                    minRows={1}
                    maxRows={8}
                    maxLength={2000}
                    value={rule.replies[language] ?? ""}
                    onChange={(event) =>
                      write(rule.id, {
                        replies: { ...rule.replies, [language]: event.currentTarget.value },
                      })
                    }
                  />
                ))}
              </details>
            </fieldset>
          </li>
        ))}
      </ul>
      <Button
        variant="default"
        leftSection={<Plus />}
        onClick={() =>
          onChange([...rules, { id: newId(), name: "", phrases: {}, enabled: true, replies: {} }])
        }
      >
        {t("assistant.addRule")}
      </Button>
    </>
  );
}
