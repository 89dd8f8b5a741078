import { Button } from "@mantine/core";
import { useState } from "react";
import { $api, client } from "@/api/client";
import type { Label } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { IconButton } from "@/ui/IconButton";
import { Pencil, Plus, Trash } from "@/ui/icons";
import { LabelPill } from "@/ui/LabelPill";
import { Section } from "@/ui/Page";
import { Row, Rows } from "@/ui/Rows";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import { LabelDialog } from "./LabelDialog";

export const labelsPath = "/api/v1/workspaces/{workspace}/labels";

/** Words that conversations are sorted by. */
export function Labels({ may }: { may: boolean }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [editing, setEditing] = useState<Label | "new" | null>(null);
  const [removing, setRemoving] = useState<Label | null>(null);
  const labels = $api.useQuery("get", labelsPath, { params });
  const remove = useAct(
    async (id: string) =>
      client.DELETE("/api/v1/workspaces/{workspace}/labels/{label_id}", {
        params: { path: { ...params.path, label_id: id } },
      }),
    { done: t("ui.removed"), stale: [labelsPath], onDone: () => setRemoving(null) },
  );
  const add = may && (
    <Button leftSection={<Plus />} onClick={() => setEditing("new")}>
      {t("queue.labels.add")}
    </Button>
  );
  return (
    <Section title={t("conversation.labels.title")} text={t("queue.labels.text")} actions={add}>
      {labels.isPending && <Loading />}
      {labels.isError && <ErrorState error={labels.error} onRetry={() => void labels.refetch()} />}
      {labels.data && labels.data.items.length > 0 && (
        <Rows>
          {labels.data.items.map((label) => (
            <Row
              key={label.id}
              name={<LabelPill label={label} />}
              detail={label.skill ? t("queue.labels.isSkill") : undefined}
            >
              {may && (
                <>
                  <IconButton
                    label={t("queue.labels.edit", { name: label.name })}
                    onClick={() => setEditing(label)}
                  >
                    <Pencil />
                  </IconButton>
                  <IconButton
                    label={t("queue.labels.remove", { name: label.name })}
                    onClick={() => setRemoving(label)}
                  >
                    <Trash />
                  </IconButton>
                </>
              )}
            </Row>
          ))}
        </Rows>
      )}
      {editing !== null && (
        <LabelDialog label={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
      )}
      <ConfirmDialog
        opened={removing !== null}
        title={t("queue.labels.remove", { name: removing?.name ?? "" })}
        confirm={t("ui.remove")}
        danger
        busy={remove.isPending}
        onConfirm={() => removing && remove.mutate(removing.id)}
        onClose={() => setRemoving(null)}
      >
        {t("queue.labels.removeText")}
      </ConfirmDialog>
    </Section>
  );
}
