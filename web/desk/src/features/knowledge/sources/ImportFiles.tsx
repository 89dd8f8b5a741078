import { Radio, Stack } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { importsPath, type Source } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import { newId } from "@/lib/ids";
import ConfirmModal from "@/ui/ConfirmModal";
import { Refusal } from "@/ui/Refusal";
import { useWorkspace } from "../knowledge";
import { FilePicker } from "./FilePicker";
import { flawOf, handIn, type Upload } from "./uploading";
import { useSourceAct } from "./useSourceAct";

/** New files for a source that there is: they take the place of the old ones, or come in addition. */
export default function ImportFiles({ source, onClose }: { source: Source; onClose: () => void }) {
  const { t } = useWords();
  const { workspace, params } = useWorkspace();
  const [run] = useState(newId);
  const [files, setFiles] = useState<Upload[]>([]);
  const [rest, setRest] = useState<string>("remove");
  const [sent, setSent] = useState(0);
  const read = useSourceAct(
    async () => {
      await handIn(workspace, source.id, files, setSent);
      await client.POST(importsPath, {
        params: { path: { ...params.path, source_id: source.id } },
        body: { id: run, complete: rest === "remove" },
      });
    },
    { quiet: true, onDone: onClose },
  );
  return (
    <ConfirmModal
      opened
      title={t("sources.filesImport", { name: source.name })}
      confirm={t("sources.importFiles")}
      busy={read.isPending}
      disabled={files.length === 0 || files.some((one) => flawOf(one) !== null)}
      onConfirm={() => read.mutate()}
      onClose={onClose}
    >
      <Refusal error={read.error} />
      <Stack gap="md">
        <FilePicker files={files} onChange={setFiles} />
        {source.articles > 0 && (
          <Radio.Group label={t("sources.complete")} value={rest} onChange={setRest}>
            <Stack gap={6} mt={6}>
              <Radio size="sm" value="remove" label={t("sources.completeChoices.remove")} />
              <Radio size="sm" value="keep" label={t("sources.completeChoices.keep")} />
            </Stack>
          </Radio.Group>
        )}
        {read.isPending && (
          <div role="status">{t("sources.upload", { done: sent, total: files.length })}</div>
        )}
      </Stack>
    </ConfirmModal>
  );
}
