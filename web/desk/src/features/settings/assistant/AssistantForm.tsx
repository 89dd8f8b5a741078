import { Button, Group, Stack, Tabs, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Got, WorkspacePath } from "@/api/types";
import { type Language, useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { Lines } from "@/ui/Lines";
import { Section } from "@/ui/Page";
import { Refusal } from "@/ui/Refusal";
import { useWorkspace } from "../useWorkspace";
import { Rules } from "./Rules";
import { Threshold } from "./Threshold";

export type Assistant = Got<`${WorkspacePath}/assistant`>;

const path = "/api/v1/workspaces/{workspace}/assistant";
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
  "button_person",
  "button_continue",
  "offer",
  "rephrase",
  "unclear",
  "repeated",
  "insulted",
  "card_hidden",
  "handoff",
  "back_to_assistant",
] as const;
const mostStarters = 6;

export function AssistantForm({
  assistant,
  languages,
}: {
  assistant: Assistant;
  languages: readonly Language[];
}) {
  const { t, maybe } = useWords();
  const { params } = useWorkspace();
  const [draft, setDraft] = useState(assistant);
  const save = useAct(async () => got(await client.PUT(path, { params, body: draft })), {
    done: t("ui.saved"),
    stale: [path],
    quiet: true,
    onDone: setDraft,
  });
  const write = (language: Language, name: (typeof texts)[number], text: string) =>
    setDraft((now) => ({
      ...now,
      texts: { ...now.texts, [language]: { ...now.texts[language], [name]: text } },
    }));

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Refusal error={save.error} />
      <Section title={t("assistant.persona")} text={t("assistant.personaText")}>
        <TextInput
          label={t("assistant.assistantName")}
          value={draft.name}
          maxLength={80}
          required
          withAsterisk={false}
          mb="md"
          maw={380}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
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
                    onChange={(event) => write(language, name, event.currentTarget.value)}
                  />
                ))}
                <Lines
                  label={t("assistant.starters")}
                  description={t("assistant.startersText")}
                  lang={language}
                  value={draft.starters[language] ?? []}
                  onChange={(starters) =>
                    setDraft({
                      ...draft,
                      starters: { ...draft.starters, [language]: starters.slice(0, mostStarters) },
                    })
                  }
                />
              </Stack>
            </Tabs.Panel>
          ))}
        </Tabs>
      </Section>
      <Threshold value={draft.threshold} onChange={(threshold) => setDraft({ ...draft, threshold })} />
      <Section title={t("assistant.rules")} text={t("assistant.rulesText")}>
        <Rules
          rules={draft.rules}
          languages={languages}
          onChange={(rules) => setDraft({ ...draft, rules })}
        />
      </Section>
      <Group mt="xl">
        <Button type="submit" size="sm" loading={save.isPending}>
          {t("ui.save")}
        </Button>
        <Button
          variant="default"
          size="sm"
          disabled={draft === assistant}
          onClick={() => setDraft(assistant)}
        >
          {t("ui.reset")}
        </Button>
      </Group>
    </form>
  );
}
