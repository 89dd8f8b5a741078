import { Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useWords } from "@/lib/i18n";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { type Action, linesOf, usageOf } from "./actions";
import { useUse } from "./useUse";

interface Props {
  action: Action;
  /** Whose action it is. */
  query: { assistant?: string };
  onClose: () => void;
}

/** When an action begins by itself, without any model. */
export function BeginsDialog({ action, query, onClose }: Props) {
  const { t, language } = useWords();
  const [intents, setIntents] = useState(action.intents.join(", "));
  const [phrases, setPhrases] = useState(action.phrases.join("\n"));
  const [from] = useState(() => usageOf(action));
  const save = useUse(query, { done: t("ui.saved"), onDone: onClose });
  return (
    <ConfirmDialog
      opened
      title={t("actions.begins", { name: action.titles[language] ?? action.name })}
      confirm={t("ui.save")}
      busy={save.busy}
      onConfirm={() =>
        save.save({
          from,
          to: { ...from, intents: linesOf(intents.replaceAll(",", "\n")), phrases: linesOf(phrases) },
        })
      }
      written={intents !== action.intents.join(", ") || phrases !== action.phrases.join("\n")}
      onClose={onClose}
    >
      <SaveRefusal of={save} onTheirs={onClose} />
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
