import { Switch, TextInput } from "@mantine/core";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Label } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { seen } from "@/lib/useSave";
import { useWorkspace } from "../useWorkspace";
import { NamedDialog } from "./NamedDialog";
import { labelsPath } from "./paths";

type Written = Pick<Label, "name" | "color" | "skill"> & { version?: string };

const fresh: Written = { name: "", color: "#2f6fde", skill: false };

export function LabelDialog({ label, onClose }: { label: Label | null; onClose: () => void }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const from: Written = label ?? fresh;
  return (
    <NamedDialog<Written, Label>
      of="labels"
      from={from}
      path={labelsPath}
      ways={{
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
      }}
      onClose={onClose}
    >
      {(draft, write) => (
        <>
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
        </>
      )}
    </NamedDialog>
  );
}
