import {
  Button,
  Group,
  Input,
  SegmentedControl,
  Stack,
  Switch,
  TextInput,
  useMantineColorScheme,
} from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { meQuery } from "@/api/session";
import type { Me } from "@/api/types";
import { type Language, languages, useWords } from "@/lib/i18n";
import { keep, recall } from "@/lib/kept";
import { singleKeysOff } from "@/lib/shortcuts";
import { useAct } from "@/lib/useAct";
import { useSet } from "@/lib/useSet";
import { Refusal } from "@/ui/Refusal";

type User = Me["user"];
const languageNames: Record<Language, string> = { it: "Italiano", en: "English", de: "Deutsch" };

export function Profile({ user }: { user: User }) {
  const { t, speak } = useWords();
  const cache = useQueryClient();
  const { setColorScheme } = useMantineColorScheme();
  const [name, setName] = useState(user.name);
  const [plainKeys, setPlainKeys] = useState(!recall(singleKeysOff, false));
  const ids = { language: useId(), theme: useId() };
  const change = useAct(
    async (body: { name?: string; language?: Language; theme?: User["theme"] }) =>
      got(await client.PATCH("/api/v1/me", { body })),
    {
      inTurn: "profile",
      done: t("ui.saved"),
      quiet: true,
      onDone: (me) => cache.setQueryData(meQuery.queryKey, me),
    },
  );
  const [language, setLanguage] = useSet(user.language, (language) => change.mutateAsync({ language }));
  const [theme, setTheme] = useSet(user.theme, (theme) => change.mutateAsync({ theme }));
  return (
    <Stack gap="md">
      <Refusal error={change.error} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ name: name.trim() });
        }}
      >
        <Group align="flex-end" gap="xs" wrap="nowrap">
          <TextInput
            flex={1}
            label={t("profile.name")}
            description={t("profile.nameText")}
            value={name}
            maxLength={120}
            autoComplete="name"
            required
            withAsterisk={false}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button
            type="submit"
            size="sm"
            loading={change.isPending && change.variables.name !== undefined}
            disabled={name.trim() === "" || name.trim() === user.name}
          >
            {t("ui.save")}
          </Button>
        </Group>
      </form>
      <div>
        <Input.Label component="div" display="block" id={ids.language}>
          {t("me.language")}
        </Input.Label>
        <SegmentedControl
          mt={4}
          aria-labelledby={ids.language}
          value={language}
          data={languages.map((language) => ({ value: language, label: languageNames[language] }))}
          onChange={(chosen) => {
            speak(chosen as Language);
            setLanguage(chosen as Language);
          }}
        />
      </div>
      <div>
        <Input.Label component="div" display="block" id={ids.theme}>
          {t("me.theme")}
        </Input.Label>
        <SegmentedControl
          mt={4}
          aria-labelledby={ids.theme}
          value={theme}
          data={(["auto", "light", "dark"] as const).map((theme) => ({
            value: theme,
            label: t(`me.themes.${theme}`),
          }))}
          onChange={(chosen) => {
            setColorScheme(chosen as User["theme"]);
            setTheme(chosen as User["theme"]);
          }}
        />
      </div>
      <Switch
        label={t("profile.plainKeys")}
        description={t("profile.plainKeysText")}
        checked={plainKeys}
        onChange={(event) => {
          setPlainKeys(event.currentTarget.checked);
          keep(singleKeysOff, !event.currentTarget.checked);
        }}
      />
    </Stack>
  );
}
