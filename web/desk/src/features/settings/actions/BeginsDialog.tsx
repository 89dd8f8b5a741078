import { Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Refusal } from "@/ui/Refusal";
import { useWorkspace } from "../useWorkspace";
import { type Action, actionPath, actionsPath, linesOf } from "./actions";

interface Props {
  action: Action;
  /** Whose action it is. */
  query: { assistant?: string };
  onClose: () => void;
}

/** When an action begins by itself, without any model. */
export function BeginsDialog({ action, query, onClose }: Props) {
  const { t, language } = useWords();
  const { params } = useWorkspace();
  const [intents, setIntents] = useState(action.intents.join(", "));
  const [phrases, setPhrases] = useState(action.phrases.join("\n"));
  const save = useAct(
    async () =>
      got(
        await client.PUT(`${actionPath}/use`, {
          params: { path: { ...params.path, action: action.name }, query },
          body: {
            allowed: action.allowed,
            intents: linesOf(intents.replaceAll(",", "\n")),
            phrases: linesOf(phrases),
          },
        }),
      ),
    { done: t("ui.saved"), stale: [actionsPath], quiet: true, onDone: onClose },
  );
  return (
    <ConfirmDialog
      opened
      title={t("actions.begins", { name: action.titles[language] ?? action.name })}
      confirm={t("ui.save")}
      busy={save.isPending}
      onConfirm={() => save.mutate()}
      onClose={onClose}
    >
      <Refusal error={save.error} />
      <Stack gap="sm">
        <Text size="sm">{t("actions.beginsText")}</Text>
        <TextInput
          label={t("actions.intents")}
          description={t("actions.intentsText")}
          value={intents}
          maxLength={900}
          onChange={(event) => setIntents(event.currentTarget.value)}
        />
        <Textarea
          label={t("actions.phrases")}
          description={t("actions.phrasesText")}
          autosize
          minRows={3}
          maxRows={10}
          value={phrases}
          onChange={(event) => setPhrases(event.currentTarget.value)}
        />
      </Stack>
    </ConfirmDialog>
  );
}
