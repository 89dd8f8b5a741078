import { Switch } from "@mantine/core";
import { languages, useWords } from "@/lib/i18n";
import { IconButton } from "@/ui/IconButton";
import { Pencil, Trash } from "@/ui/icons";
import { Row } from "@/ui/Rows";
import classes from "./Intents.module.css";
import { type Intent, type IntentModel, isOwn, useIntentName } from "./intents";

interface Props {
  intent: Intent;
  models: readonly IntentModel[];
  busy: boolean;
  onEdit: () => void;
  onRemove: () => void;
  onSwitch: (enabled: boolean) => void;
}

/** One intent: how many examples it has in each language, and how many of them are known when they are held out. */
export function IntentRow({ intent, models, busy, onEdit, onRemove, onSwitch }: Props) {
  const { t } = useWords();
  const nameOf = useIntentName();
  const name = nameOf(intent.name);
  const counted = languages.flatMap((language) => {
    const examples = (intent.shipped[language] ?? 0) + (intent.examples[language] ?? []).length;
    const found = models.find((model) => model.language === language)?.by_intent[intent.name];
    return examples > 0 ? [{ language, examples, found }] : [];
  });
  return (
    <Row
      name={
        <>
          {name}
          {!intent.enabled && <span className={classes.off}>{t("teaching.intents.off")}</span>}
        </>
      }
      detail={
        <>
          {intent.description !== "" && <p className={classes.description}>{intent.description}</p>}
          <ul className={classes.counts}>
            {counted.map(({ language, examples, found }) => (
              <li key={language}>
                <span className={classes.code}>{t(`languages.${language}`)}</span>{" "}
                {t("teaching.intents.examples", { count: examples })}
                {intent.enabled && found !== undefined && found.asked > 0 && (
                  <>
                    {" · "}
                    {t("teaching.intents.found", { right: found.right, asked: found.asked })}
                    {found.mistaken_for !== null && found.right < found.asked && (
                      <>
                        {", "}
                        {t("teaching.intents.mistaken", { name: nameOf(found.mistaken_for) })}
                      </>
                    )}
                  </>
                )}
              </li>
            ))}
          </ul>
        </>
      }
    >
      <Switch
        checked={intent.enabled}
        disabled={busy}
        aria-label={t("teaching.intents.on", { name })}
        onChange={(event) => onSwitch(event.currentTarget.checked)}
      />
      <IconButton label={t("teaching.intents.edit", { name })} onClick={onEdit}>
        <Pencil />
      </IconButton>
      {isOwn(intent) && (
        <IconButton label={t("teaching.intents.remove", { name })} onClick={onRemove}>
          <Trash />
        </IconButton>
      )}
    </Row>
  );
}
