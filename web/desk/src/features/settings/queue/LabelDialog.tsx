import { Stack, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Label } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { seen, useSave } from "@/lib/useSave";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { useWorkspace } from "../useWorkspace";
import { labelsPath } from "./Labels";

type Written = Pick<Label, "name" | "color" | "skill"> & { version?: string };

const fresh: Written = { name: "", color: "#2f6fde", skill: false };

export function LabelDialog({ label, onClose }: { label: Label | null; onClose: () => void }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const from: Written = label ?? fresh;
  const [draft, setDraft] = useState<Written>(from);
  const save = useSave<Written, Label>(
    {
      put: async ({ name, color, skill, version }) => {
        const body = { name: name.trim(), color, skill };
        if (label === null) return got(await client.POST(labelsPath, { params, body }));
        const at = { path: { ...params.path, label_id: label.id }, header: seen({ version }) };
        return got(await client.PUT(`${labelsPath}/{label_id}`, { params: at, body }));
      },
      newest: async () => {
        const { items } = got(await client.GET(labelsPath, { params }));
        return items.find(({ id }) => id === label?.id) ?? from;
      },
    },
    { done: t("ui.saved"), stale: [labelsPath], onDone: onClose },
  );
  const write = (part: Partial<Written>) => setDraft({ ...draft, ...part });
  return (
    <ConfirmDialog
      opened
      title={label === null ? t("queue.labels.add") : t("queue.labels.edit", { name: label.name })}
      confirm={t("ui.save")}
      busy={save.busy}
      disabled={draft.name.trim() === ""}
      onConfirm={() => save.save({ from, to: draft })}
      onClose={onClose}
    >
      <SaveRefusal of={save} onTheirs={onClose} />
      <Stack gap="sm">
        <TextInput
          label={t("queue.called")}
          value={draft.name}
          maxLength={100}
          data-autofocus
          onChange={(event) => write({ name: event.currentTarget.value })}
        />
        <TextInput
          type="color"
          label={t("queue.labels.color")}
          value={draft.color}
          maw={120}
          onChange={(event) => write({ color: event.currentTarget.value })}
        />
        <Switch
          label={t("queue.labels.skill")}
          description={t("queue.labels.skillText")}
          checked={draft.skill}
          onChange={(event) => write({ skill: event.currentTarget.checked })}
        />
      </Stack>
    </ConfirmDialog>
  );
}
