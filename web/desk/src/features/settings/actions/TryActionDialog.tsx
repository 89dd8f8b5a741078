import { Alert, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Refusal } from "@/ui/Refusal";
import { useWorkspace } from "../useWorkspace";
import { type Action, actionPath, readObject } from "./actions";

/** Sends the request of an HTTP action now, and shows what would be told on. */
export function TryActionDialog({ action, onClose }: { action: Action; onClose: () => void }) {
  const { t, language } = useWords();
  const { params } = useWorkspace();
  const names = Object.keys((action.parameters.properties ?? {}) as object);
  const empty = JSON.stringify(Object.fromEntries(names.map((name) => [name, ""])), null, 2);
  const [text, setText] = useState(empty);
  const read = readObject(text);
  const tried = useAct(
    async () =>
      got(
        await client.POST(`${actionPath}/trials`, {
          params: { path: { ...params.path, action: action.name } },
          body: { arguments: read ?? {} },
        }),
      ),
    { quiet: true },
  );
  return (
    <ConfirmDialog
      opened
      title={t("actions.try", { name: action.titles[language] ?? action.name })}
      confirm={t("actions.send")}
      busy={tried.isPending}
      disabled={read === null}
      danger={action.changes}
      written={text !== empty && !tried.data}
      onConfirm={() => tried.mutate()}
      onClose={onClose}
    >
      <Refusal error={tried.error} />
      <Stack gap="sm">
        <Text size="sm">{t(action.changes ? "actions.tryChanges" : "actions.tryText")}</Text>
        <Textarea
          label={t("actions.arguments")}
          error={read === null ? t("actions.parametersBad") : undefined}
          value={text}
          autosize
          minRows={3}
          spellCheck={false}
          data-autofocus
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {tried.data && (
          <Alert
            role="status"
            variant="light"
            color={tried.data.works ? "petrol" : "red"}
            title={tried.data.works ? t("actions.works", { ms: tried.data.took_ms }) : t("actions.fails")}
          >
            {tried.data.why ??
              Object.entries(tried.data.result).map(([name, value]) => (
                <Text key={name} size="sm">{`${name}: ${String(value)}`}</Text>
              ))}
          </Alert>
        )}
      </Stack>
    </ConfirmDialog>
  );
}
