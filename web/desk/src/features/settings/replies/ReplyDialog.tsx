import { Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { CannedReply } from "@/api/types";
import { isLanguage, type Language, languages, useWords } from "@/lib/i18n";
import { seen, useSave } from "@/lib/useSave";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { useWorkspace } from "../useWorkspace";
import { repliesPath } from "./ReplySettings";

type Written = Pick<CannedReply, "shortcut" | "text" | "language"> & { version?: string };

const replyPath = "/api/v1/workspaces/{workspace}/canned-replies/{reply_id}";
const fresh: Written = { shortcut: "", text: "", language: null };

export function ReplyDialog({ reply, onClose }: { reply: CannedReply | null; onClose: () => void }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [shortcut, setShortcut] = useState(reply?.shortcut ?? "");
  const [text, setText] = useState(reply?.text ?? "");
  const [language, setLanguage] = useState<Language | null>(
    isLanguage(reply?.language) ? reply.language : null,
  );
  const from = reply ?? fresh;
  const save = useSave<Written, CannedReply>(
    {
      put: async (to) => {
        const body = { shortcut: to.shortcut, text: to.text, language: to.language as Language | null };
        if (reply === null) return got(await client.POST(repliesPath, { params, body }));
        const at = { path: { ...params.path, reply_id: reply.id }, header: seen(to) };
        return got(await client.PUT(replyPath, { params: at, body }));
      },
      newest: async () => {
        const { items } = got(await client.GET(repliesPath, { params }));
        return items.find(({ id }) => id === reply?.id) ?? from;
      },
    },
    { done: t("ui.saved"), stale: [repliesPath], onDone: onClose },
  );
  const write = () =>
    save.save({ from, to: { ...from, shortcut: shortcut.replace(/^\//, "").trim(), text, language } });
  return (
    <ConfirmDialog
      opened
      title={t(reply === null ? "talk.replies.add" : "talk.replies.editTitle")}
      confirm={t("ui.save")}
      busy={save.busy}
      disabled={shortcut.trim() === "" || text.trim() === ""}
      written={shortcut !== from.shortcut || text !== from.text}
      onConfirm={write}
      onClose={onClose}
    >
      <SaveRefusal of={save} onTheirs={onClose} />
      <Stack gap="sm">
        <TextInput
          label={t("talk.replies.shortcut")}
          description={t("talk.replies.shortcutText")}
          leftSection="/"
          value={shortcut}
          maxLength={40}
          data-autofocus
          onChange={(event) => setShortcut(event.currentTarget.value)}
        />
        <Textarea
          label={t("talk.replies.words")}
          dir="auto"
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
          placeholder={t("talk.replies.anyLanguage")}
          data={languages.map((one) => ({ value: one, label: t(`languages.${one}`) }))}
          value={language}
          onChange={(one) => setLanguage(one as Language | null)}
        />
      </Stack>
    </ConfirmDialog>
  );
}
