import { List, Textarea } from "@mantine/core";
import { useState } from "react";
import type { Macro } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { useEffects } from "./macros";

interface Props {
  workspace: string;
  macro: Macro;
  /** What it says, with the names put in. */
  text: string;
  onClose: () => void;
  onRun: (text: string) => void;
}

/** All that a macro will do, before it does it; its words can still be changed. */
export default function MacroDialog({ workspace, macro, text, onClose, onRun }: Props) {
  const { t } = useWords();
  const [words, setWords] = useState(text);
  const effects = useEffects(workspace)(macro);
  return (
    <ConfirmDialog
      opened
      title={macro.name}
      confirm={t("talk.macros.run")}
      written={words !== text}
      onClose={onClose}
      onConfirm={() => onRun(words.trim())}
    >
      {text !== "" && (
        <Textarea
          mb="md"
          label={t("talk.macros.says")}
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
