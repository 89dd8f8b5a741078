import { FileInput, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Refusal } from "@/ui/Refusal";
import { toast } from "@/ui/toast";
import { useWorkspace } from "../useWorkspace";
import { type Assistant, listPath, stale } from "./assistants";

interface Props {
  from: "empty" | "file" | Assistant;
  onClose: () => void;
  onMade: (id: string) => void;
}

/** Another assistant: empty, a copy, or from a file. What of the file has no key here is named. */
export function NewAssistant({ from, onClose, onMade }: Props) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const copied = typeof from === "object" ? from : null;
  const [name, setName] = useState(copied ? t("assistant.list.copyOf", { name: copied.name }) : "");
  const [file, setFile] = useState<File | null>(null);
  const make = useAct(
    async () =>
      got(
        await client.POST(listPath, {
          params,
          body: {
            name: name.trim() || null,
            copy_of: copied?.id ?? null,
            file: (await file?.text()) ?? null,
          },
        }),
      ),
    {
      quiet: true,
      stale,
      onDone: ({ assistant, missing }) => {
        if (missing.length > 0) toast.done(t("assistant.list.missing", { models: missing.join(", ") }));
        onMade(assistant.id);
      },
    },
  );
  return (
    <ConfirmDialog
      opened
      title={t(
        from === "file" ? "assistant.list.fromFile" : copied ? "assistant.list.copy" : "assistant.list.new",
      )}
      confirm={t("assistant.list.make")}
      busy={make.isPending}
      disabled={from === "file" ? file === null : name.trim() === ""}
      onConfirm={() => make.mutate()}
      onClose={onClose}
    >
      <Refusal error={make.error} />
      <Stack gap="sm">
        {from === "file" && (
          <FileInput
            label={t("assistant.list.file")}
            description={t("assistant.list.fileText")}
            placeholder={t("assistant.list.pick")}
            accept="application/json,.json"
            value={file}
            onChange={setFile}
          />
        )}
        <TextInput
          label={t("assistant.assistantName")}
          description={from === "file" ? t("assistant.list.nameOfFile") : undefined}
          maxLength={100}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </Stack>
    </ConfirmDialog>
  );
}
