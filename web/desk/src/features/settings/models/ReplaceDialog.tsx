import { Stack } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Refusal } from "@/ui/Refusal";
import { SecretInput } from "@/ui/SecretInput";
import { useWorkspace } from "../useWorkspace";
import { keyPath, keysPath, type ModelKey } from "./models";

/** Another key in the place of one that was withdrawn, or that somebody has seen. */
export function ReplaceDialog({ of, onClose }: { of: ModelKey; onClose: () => void }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [key, setKey] = useState("");
  const replace = useAct(
    async () =>
      got(
        await client.PUT(`${keyPath}/key`, {
          params: { path: { ...params.path, model_key_id: of.id } },
          body: { key: key.trim() },
        }),
      ),
    { done: t("models.replaced"), stale: [keysPath], quiet: true, onDone: onClose },
  );
  return (
    <ConfirmDialog
      opened
      title={t("models.replaceName", { name: of.name })}
      confirm={t("models.replace")}
      busy={replace.isPending}
      disabled={key.trim() === ""}
      onConfirm={() => replace.mutate()}
      onClose={onClose}
    >
      <Refusal error={replace.error} />
      <Stack gap="sm">
        <p>{t("models.replaceText")}</p>
        <SecretInput
          label={t("models.key")}
          value={key}
          autoComplete="off"
          spellCheck={false}
          maxLength={2000}
          data-autofocus
          onChange={(event) => setKey(event.currentTarget.value)}
        />
      </Stack>
    </ConfirmDialog>
  );
}
