import { Stack, Tabs, Textarea, TextInput } from "@mantine/core";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { type Language, useWords } from "@/lib/i18n";
import { useDraft } from "@/lib/useDraft";
import { seen, useSave } from "@/lib/useSave";
import { LeftOver } from "@/ui/LeftOver";
import { Lines } from "@/ui/Lines";
import { Section } from "@/ui/Page";
import { SaveBar } from "@/ui/SaveBar";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { type Draft, draftPath, stale, useAssistant } from "./assistants";
import { Rules } from "./Rules";
import { Threshold } from "./Threshold";

/** The order in which a conversation meets them. */
const texts = [
  "title",
  "welcome",
  "ai_notice",
  "disclosure",
  "placeholder",
  "greeting",
  "thanks",
  "goodbye",
  "bot",
  "choices",
  "fallback",
  "foreign",
  "button_person",
  "button_continue",
  "offer",
  "rest",
  "rephrase",
  "waiting",
  "unclear",
  "repeated",
  "insulted",
  "danger",
  "regret",
  "card_hidden",
  "unseen",
  "seen",
  "handoff",
  "out_of_hours",
  "back_to_assistant",
] as const;
const mostStarters = 6;

export function AssistantForm({
  assistant,
  languages,
}: {
  assistant: Draft;
  languages: readonly Language[];
}) {
  const { t, maybe } = useWords();
  const { assistant: which, params } = useAssistant();
  const form = useDraft(`assistant.${which}`, assistant);
  const { draft, write } = form;
  const save = useSave<Draft, Draft>(
    {
      put: async (body) =>
        got(await client.PUT(draftPath, { params: { ...params, header: seen(body) }, body })),
      newest: async () => got(await client.GET(draftPath, { params })),
    },
    { done: t("assistant.saved"), stale },
  );
  const say = (language: Language, name: (typeof texts)[number], text: string) =>
    write({ texts: { ...draft.texts, [language]: { ...draft.texts[language], [name]: text } } });

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.save({ from: form.from, to: draft }, { onSuccess: (_, sent) => form.saved(sent.to) });
      }}
    >
      <SaveRefusal of={save} onTheirs={form.undo} />
      <LeftOver of={form} />
      <Section title={t("assistant.persona")} text={t("assistant.personaText")}>
        <TextInput
          label={t("assistant.assistantName")}
          value={draft.name}
          maxLength={80}
          required
          withAsterisk={false}
          mb="md"
          maw={380}
          onChange={(event) => write({ name: event.currentTarget.value })}
        />
        <Tabs defaultValue={languages[0] ?? "en"}>
          <Tabs.List aria-label={t("me.language")}>
            {languages.map((language) => (
              <Tabs.Tab key={language} value={language}>
                {t(`languages.${language}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {languages.map((language) => (
            <Tabs.Panel key={language} value={language} pt="md">
              <Stack gap="sm">
                {texts.map((name) => (
                  <Textarea
                    key={name}
                    label={t(`settings.assistant.texts.${name}`)}
                    description={maybe(`assistant.hints.${name}`)}
                    lang={language}
                    autosize
                    minRows={1}
                    maxRows={8}
                    maxLength={1000}
                    value={draft.texts[language]?.[name] ?? ""}
                    onChange={(event) => say(language, name, event.currentTarget.value)}
                  />
                ))}
                <Lines
                  label={t("assistant.starters")}
                  description={t("assistant.startersText")}
                  lang={language}
                  value={draft.starters[language] ?? []}
                  onChange={(starters) =>
                    write({ starters: { ...draft.starters, [language]: starters.slice(0, mostStarters) } })
                  }
                />
              </Stack>
            </Tabs.Panel>
          ))}
        </Tabs>
      </Section>
      <Threshold value={draft.threshold} onChange={(threshold) => write({ threshold })} />
      <Section title={t("assistant.rules")} text={t("assistant.rulesText")}>
        <Rules rules={draft.rules} languages={languages} onChange={(rules) => write({ rules })} />
      </Section>
      <SaveBar changed={form.changed} busy={save.busy} onUndo={form.undo} />
    </form>
  );
}
