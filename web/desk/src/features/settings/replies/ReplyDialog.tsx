import { Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { CannedReply } from "@/api/types";
import { isLanguage, type Language, languages, useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Refusal } from "@/ui/Refusal";
import { useWorkspace } from "../useWorkspace";
import { repliesPath } from "./ReplySettings";

export function ReplyDialog({ reply, onClose }: { reply: CannedReply | null; onClose: () => void }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [shortcut, setShortcut] = useState(reply?.shortcut ?? "");
  const [text, setText] = useState(reply?.text ?? "");
  const [language, setLanguage] = useState<Language | null>(
    isLanguage(reply?.language) ? reply.language : null,
  );
  const save = useAct(
    async () => {
      const body = { shortcut: shortcut.replace(/^\//, "").trim(), text, language };
      if (reply === null) return got(await client.POST(repliesPath, { params, body }));
      const at = { path: { ...params.path, reply_id: reply.id } };
      return got(
        await client.PUT("/api/v1/workspaces/{workspace}/canned-replies/{reply_id}", { params: at, body }),
      );
    },
    { done: t("ui.saved"), stale: [repliesPath], quiet: true, onDone: onClose },
  );
  return (
    <ConfirmDialog
      opened
      title={t(reply === null ? "settings.replies.add" : "settings.replies.editTitle")}
      confirm={t("ui.save")}
      busy={save.isPending}
      disabled={shortcut.trim() === "" || text.trim() === ""}
      onConfirm={() => save.mutate()}
      onClose={onClose}
    >
      <Refusal error={save.error} />
      <Stack gap="sm">
        <TextInput
          label={t("settings.replies.shortcut")}
          description={t("settings.replies.shortcutText")}
          leftSection="/"
          value={shortcut}
          maxLength={40}
          data-autofocus
          onChange={(event) => setShortcut(event.currentTarget.value)}
        />
        <Textarea
          label={t("settings.replies.words")}
          autosize
          minRows={3}
          maxRows={10}
          maxLength={4000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Select
          label={t("me.language")}
          clearable
          placeholder={t("settings.replies.anyLanguage")}
          data={languages.map((one) => ({ value: one, label: t(`languages.${one}`) }))}
          value={language}
          onChange={(one) => setLanguage(one as Language | null)}
        />
      </Stack>
    </ConfirmDialog>
  );
}
