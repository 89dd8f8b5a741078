import { Stack, Switch, Tabs, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { $api } from "@/api/client";
import { type Language, languages, useWords } from "@/lib/i18n";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { useWorkspace } from "../useWorkspace";
import classes from "./Intents.module.css";
import { type Intent, type Intents, isOwn, useIntentName, useSaveIntent } from "./intents";

const fresh: Intent = {
  name: "",
  description: "",
  examples: {},
  enabled: true,
  shipped: {},
};
const lines = (text: string) => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  ),
];
/** A name as programs like it, from one as people type it. */
const plain = (name: string) =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9_-]+/g, "-")
    .slice(0, 40);

interface Props {
  intent: Intent | null;
  all: Intents;
  onClose: () => void;
}

/** An intent as its owner writes it: a sentence a line, in each language they like. */
export function IntentDialog({ intent, all, onClose }: Props) {
  const { t, language } = useWords();
  const nameOf = useIntentName();
  const start = intent ?? fresh;
  const own = intent === null || isOwn(intent);
  const [name, setName] = useState(start.name);
  const [description, setDescription] = useState(start.description);
  const [enabled, setEnabled] = useState(start.enabled);
  const [written, setWritten] = useState<Record<Language, string>>(
    () => Object.fromEntries(languages.map((one) => [one, (start.examples[one] ?? []).join("\n")])) as never,
  );
  const [seen] = useState(all);
  const typed = JSON.stringify([name, description, enabled, written]);
  const [before] = useState(typed);
  const taken = intent === null && all.intents.some((one) => one.name === name);
  const save = useSaveIntent({ done: t("ui.saved"), onDone: onClose });
  const write = () => {
    const examples = Object.fromEntries(languages.map((one) => [one, lines(written[one])]));
    const changed = { ...start, name: name.replace(/-+$/, ""), description, enabled, examples };
    save.write(seen, intent?.name ?? changed.name, changed);
  };
  const tooFew = (one: Language) => own && [1, 2].includes(lines(written[one]).length);
  const nothing = own && languages.every((one) => lines(written[one]).length === 0);
  return (
    <ConfirmDialog
      opened
      size="lg"
      title={
        intent === null ? t("teaching.intents.add") : t("teaching.intents.edit", { name: nameOf(start.name) })
      }
      confirm={t("ui.save")}
      busy={save.busy}
      disabled={name.trim() === "" || taken || nothing || languages.some(tooFew)}
      written={typed !== before}
      onConfirm={write}
      onClose={onClose}
    >
      <SaveRefusal of={save} onTheirs={onClose} />
      <Stack gap="sm">
        {own && (
          <TextInput
            label={t("teaching.intents.nameLabel")}
            description={t("teaching.intents.nameText")}
            error={taken ? t("teaching.intents.taken") : undefined}
            value={name}
            readOnly={intent !== null}
            data-autofocus={intent === null || undefined}
            onChange={(event) => setName(plain(event.currentTarget.value).replace(/^[-_]+/, ""))}
          />
        )}
        {own && (
          <TextInput
            label={t("teaching.intents.description")}
            value={description}
            maxLength={500}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
        )}
        <Switch
          label={t("teaching.intents.enabled")}
          checked={enabled}
          onChange={(event) => setEnabled(event.currentTarget.checked)}
        />
        <Tabs defaultValue={language} keepMounted={false}>
          <Tabs.List aria-label={t("teaching.intents.languages")}>
            {languages.map((one) => (
              <Tabs.Tab key={one} value={one}>
                {t(`languages.${one}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {languages.map((one) => (
            <Tabs.Panel key={one} value={one} pt="sm">
              <Textarea
                label={t(own ? "teaching.intents.sentences" : "teaching.intents.more")}
                description={t(own ? "teaching.intents.sentencesText" : "teaching.intents.moreText")}
                lang={one}
                error={
                  tooFew(one) ? t("teaching.intents.tooFew", { language: t(`languages.${one}`) }) : undefined
                }
                autosize
                minRows={5}
                maxRows={14}
                value={written[one]}
                onChange={(event) => {
                  const text = event.currentTarget.value;
                  setWritten((before) => ({ ...before, [one]: text }));
                }}
              />
              {!own && <Shipped name={start.name} language={one} />}
            </Tabs.Panel>
          ))}
        </Tabs>
      </Stack>
    </ConfirmDialog>
  );
}

/** The sentences that are ours: to be read, so that nobody writes them again. */
function Shipped({ name, language }: { name: string; language: Language }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const shipped = $api.useQuery("get", "/api/v1/workspaces/{workspace}/assistant/intents/shipped/{intent}", {
    params: { path: { ...params.path, intent: name } },
  });
  const sentences = shipped.data?.examples[language] ?? [];
  if (sentences.length === 0) return null;
  return (
    <details className={classes.shipped}>
      <summary>{t("teaching.intents.ours", { count: sentences.length })}</summary>
      <ul lang={language}>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </details>
  );
}
