import { Button, Group, Stack, Tabs, Textarea, TextInput } from "@mantine/core";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Got, WorkspacePath } from "@/api/types";
import { type Language, useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { useDraft } from "@/lib/useDraft";
import { LeftOver } from "@/ui/LeftOver";
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
  "foreign",
  "button_person",
  "button_continue",
  "offer",
  "rest",
  "rephrase",
  "unclear",
  "repeated",
  "insulted",
  "danger",
  "regret",
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
  const form = useDraft("assistant", assistant);
  const { draft, write } = form;
  const save = useAct(async (body: Assistant) => got(await client.PUT(path, { params, body })), {
    done: t("ui.saved"),
    stale: [path],
    quiet: true,
  });
  const say = (language: Language, name: (typeof texts)[number], text: string) =>
    write({ texts: { ...draft.texts, [language]: { ...draft.texts[language], [name]: text } } });

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(draft, { onSuccess: (_, sent) => form.saved(sent) });
      }}
    >
      <Refusal error={save.error} />
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
      <Group mt="xl">
        <Button type="submit" size="sm" loading={save.isPending}>
          {t("ui.save")}
        </Button>
        <Button variant="default" size="sm" disabled={!form.changed} onClick={form.undo}>
          {t("ui.reset")}
        </Button>
      </Group>
    </form>
  );
}
