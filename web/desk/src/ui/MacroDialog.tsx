import { List, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import type { Macro } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { ConfirmDialog } from "./ConfirmDialog";
import { useEffects } from "./macros";

interface Props {
  workspace: string;
  macro: Macro;
  /** What it says, with the names put in, or as it is where it is said to several. */
  text: string;
  /** On how many it is run, where it is on several. */
  count?: number;
  busy?: boolean;
  onClose: () => void;
  onRun: (text: string) => void;
}

/** All that a macro will do, before it does it; its words can still be changed. */
export default function MacroDialog({ workspace, macro, text, count, busy = false, onClose, onRun }: Props) {
  const { t } = useWords();
  const [words, setWords] = useState(text);
  const effects = useEffects(workspace)(macro);
  return (
    <ConfirmDialog
      opened
      title={macro.name}
      confirm={t("talk.macros.run")}
      busy={busy}
      written={words !== text}
      onClose={onClose}
      onConfirm={() => onRun(words.trim())}
    >
      {count !== undefined && (
        <Text size="sm" mb="sm">
          {t("talk.macros.several", { count })}
        </Text>
      )}
      {text !== "" && (
        <Textarea
          mb="md"
          label={t("talk.macros.says")}
          description={
            count !== undefined &&
            t("talk.macros.saysText", { name: "{name}", email: "{email}", agent: "{agent}" })
          }
          dir="auto"
          autosize
          minRows={2}
          maxRows={8}
          maxLength={4000}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      )}
      {effects.length > 0 && (
        <List aria-label={t("talk.macros.does")}>
          {effects.map((line) => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
      )}
    </ConfirmDialog>
  );
}
