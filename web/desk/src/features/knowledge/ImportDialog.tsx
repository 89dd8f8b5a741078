import { Alert, Button, FileButton, Group, Modal, Select, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { Problem } from "@/api/problem";
import { type Language, languages, useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { Upload } from "@/ui/icons";
import { useProblemWords } from "@/ui/States";
import { importFile, type Report } from "./importing";
import { articlesPath, useWorkspace } from "./knowledge";

interface Outcome {
  file: string;
  result?: Report;
  error?: Problem;
}

const accepted = ".md,.markdown,.txt,.yaml,.yml,.csv,.tsv,.json,.html,.htm,.pdf,.docx";
const counts = ["added", "changed", "removed", "unchanged"] as const;

/** Files in, one after the other; each says what became of it, and one that fails does not stop the rest. */
export default function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const { workspace } = useWorkspace();
  const say = useProblemWords();
  const [files, setFiles] = useState<File[]>([]);
  const [language, setLanguage] = useState<Language | null>(null);
  const [outcomes, setOutcomes] = useState<Outcome[]>([]);
  const importAll = useAct(
    async () => {
      setOutcomes([]);
      for (const file of files) {
        const outcome: Outcome = { file: file.name };
        try {
          outcome.result = await importFile(workspace, file, language);
        } catch (error) {
          outcome.error = Problem.of(error);
        }
        setOutcomes((before) => [...before, outcome]);
      }
    },
    { stale: [articlesPath] },
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("knowledge.import.name")}
      size="lg"
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t("knowledge.import.text")}
        </Text>
        <Group>
          <FileButton multiple accept={accepted} onChange={setFiles}>
            {(button) => (
              <Button {...button} variant="default" leftSection={<Upload />} data-autofocus>
                {t("knowledge.import.choose")}
              </Button>
            )}
          </FileButton>
          <Text size="sm">
            {files.map((file) => file.name).join(", ") || t("knowledge.import.nothingChosen")}
          </Text>
        </Group>
        <Select
          label={t("me.language")}
          description={t("knowledge.import.languageText")}
          clearable
          placeholder={t("knowledge.import.guess")}
          data={languages.map((one) => ({ value: one, label: t(`languages.${one}`) }))}
          value={language}
          onChange={(one) => setLanguage(one as Language | null)}
        />
        <div aria-live="polite">
          {outcomes.map(({ file, result, error }) =>
            error ? (
              <Alert key={file} color="red" variant="light" title={`${file}: ${say(error).title}`} mb="xs">
                {say(error).detail}
              </Alert>
            ) : (
              result && (
                <div key={file}>
                  <Text size="sm" fw={600}>
                    {file}
                  </Text>
                  <Text size="sm">
                    {counts
                      .map((count) => t(`knowledge.import.${count}`, { count: result[count] }))
                      .join(" · ")}
                  </Text>
                  {result.skipped_items.length > 0 && (
                    <Table verticalSpacing={4} fz="xs" mb="xs">
                      <Table.Tbody>
                        {result.skipped_items.map((skipped) => (
                          <Table.Tr key={`${skipped.item}${skipped.reason}`}>
                            <Table.Td>{skipped.item}</Table.Td>
                            <Table.Td>{skipped.reason}</Table.Td>
                          </Table.Tr>
                        ))}
                      </Table.Tbody>
                    </Table>
                  )}
                </div>
              )
            ),
          )}
        </div>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("ui.close")}
          </Button>
          <Button
            disabled={files.length === 0}
            loading={importAll.isPending}
            onClick={() => importAll.mutate()}
          >
            {t("knowledge.import.do")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
