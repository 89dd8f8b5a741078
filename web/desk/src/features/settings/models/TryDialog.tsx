import { Alert, Stack } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Refusal } from "@/ui/Refusal";
import { useWorkspace } from "../useWorkspace";
import { ModelName } from "./ModelName";
import classes from "./Models.module.css";
import { keyPath, type ModelKey, modelsPath, spendingPath } from "./models";

/** Failures of which the provider itself tells something; the others are found here. */
const spoke: ReadonlySet<string> = new Set([
  "key_refused",
  "not_found",
  "rejected",
  "rate_limited",
  "quota_spent",
  "overloaded",
  "server_error",
  "garbled",
  "filtered",
]);

/** Asks a model once, and says in words what came of it. */
export function TryDialog({ of, model, onClose }: { of: ModelKey; model: string; onClose: () => void }) {
  const { t, language } = useWords();
  const { params } = useWorkspace();
  const [name, setName] = useState(model);
  const attempt = useAct(
    async () =>
      got(
        await client.POST(`${keyPath}/trials`, {
          params: { path: { ...params.path, model_key_id: of.id } },
          body: { model: name.trim() },
        }),
      ),
    { stale: [spendingPath, modelsPath], quiet: true },
  );
  const seconds = (ms: number) =>
    new Intl.NumberFormat(language, {
      style: "unit",
      unit: "second",
      unitDisplay: "long",
      maximumFractionDigits: 1,
    }).format(ms / 1000);
  const found = attempt.data;
  return (
    <ConfirmDialog
      opened
      title={t("models.tryTitle", { name: of.name })}
      confirm={t("models.try")}
      busy={attempt.isPending}
      disabled={name.trim() === ""}
      onConfirm={() => attempt.mutate()}
      onClose={onClose}
    >
      <Refusal error={attempt.error} />
      <Stack gap="sm">
        <p>{t("models.tryText")}</p>
        <ModelName provider={of.provider} value={name} onChange={setName} />
        <div role="status">
          {found?.works && (
            <Alert color="petrol" variant="light" title={t("models.works")}>
              {found.first_word_ms === null
                ? t("models.worksShort", { all: seconds(found.took_ms) })
                : t("models.worksText", { first: seconds(found.first_word_ms), all: seconds(found.took_ms) })}
            </Alert>
          )}
          {found && !found.works && (
            <Alert color="red" variant="light" title={t("models.worksNot")}>
              <p>{t(`models.reasons.${found.reason ?? "failed"}`)}</p>
              {found.detail && spoke.has(found.reason ?? "failed") && (
                <p className={classes.said}>{t("models.said", { detail: found.detail })}</p>
              )}
            </Alert>
          )}
        </div>
      </Stack>
    </ConfirmDialog>
  );
}
