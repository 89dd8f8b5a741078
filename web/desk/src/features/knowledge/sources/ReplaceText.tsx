import { Textarea } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { importsPath, type Source, sourcePath } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import { newId } from "@/lib/ids";
import ConfirmModal from "@/ui/ConfirmModal";
import { Refusal } from "@/ui/Refusal";
import { useWorkspace } from "../knowledge";
import { useSourceAct } from "./useSourceAct";

/** Another text in place of the one that was pasted before. */
export default function ReplaceText({ source, onClose }: { source: Source; onClose: () => void }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [run] = useState(newId);
  const [text, setText] = useState("");
  const read = useSourceAct(
    async () => {
      const at = { params: { path: { ...params.path, source_id: source.id } } };
      await client.PUT(`${sourcePath}/text`, { ...at, body: { text } });
      await client.POST(importsPath, { ...at, body: { id: run, complete: true } });
    },
    { quiet: true, onDone: onClose },
  );
  return (
    <ConfirmModal
      opened
      title={t("sources.textImport", { name: source.name })}
      confirm={t("sources.importText")}
      busy={read.isPending}
      disabled={text.trim() === ""}
      written={text.trim() !== ""}
      onConfirm={() => read.mutate()}
      onClose={onClose}
    >
      <Refusal error={read.error} />
      <Textarea
        label={t("sources.form.pasted")}
        description={`${t("sources.textImportText")} ${t("sources.form.pastedText")}`}
        autosize
        minRows={6}
        maxRows={16}
        maxLength={200_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </ConfirmModal>
  );
}
