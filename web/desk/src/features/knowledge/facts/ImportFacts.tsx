import { FileInput, List, Stack } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { factImportsPath } from "@/api/facts";
import { useWords } from "@/lib/i18n";
import ConfirmModal from "@/ui/ConfirmModal";
import { Refusal } from "@/ui/Refusal";
import { useWorkspace } from "../knowledge";
import { Reason } from "../sources/Reason";
import classes from "./Facts.module.css";
import { useFactAct } from "./useFactAct";

/** A file of facts; what of it cannot be read is listed with its line, and nothing is lost for it. */
export default function ImportFacts({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [file, setFile] = useState<File | null>(null);
  const send = useFactAct(
    async () => {
      if (file === null) return null;
      const content = await file.text();
      return got(
        await client.POST(factImportsPath, { params, body: { filename: file.name, content, source: null } }),
      );
    },
    { quiet: true },
  );
  const report = send.data;
  return (
    <ConfirmModal
      opened
      title={t("facts.import.title")}
      confirm={t(report ? "ui.close" : "facts.import.submit")}
      busy={send.isPending}
      disabled={file === null}
      done={report !== undefined && report !== null}
      onConfirm={() => (report ? onClose() : send.mutate())}
      onClose={onClose}
    >
      <Stack gap="sm">
        <FileInput
          label={t("facts.import.file")}
          description={t("facts.import.text")}
          accept=".yaml,.yml,.json"
          value={file}
          onChange={(chosen) => {
            setFile(chosen);
            send.reset();
          }}
        />
        <Refusal error={send.error} />
        {report && (
          <div role="status">
            <p>
              {t("facts.import.report", {
                added: report.added,
                changed: report.changed,
                removed: report.removed,
                unchanged: report.unchanged,
              })}
            </p>
            {report.skipped.length > 0 && (
              <>
                <p className={classes.wrong}>{t("facts.import.skipped", { count: report.skipped.length })}</p>
                <List size="sm">
                  {report.skipped.map((one) => (
                    <List.Item key={one.item + one.reason}>
                      {one.item}: <Reason {...one} />
                    </List.Item>
                  ))}
                </List>
              </>
            )}
          </div>
        )}
      </Stack>
    </ConfirmModal>
  );
}
