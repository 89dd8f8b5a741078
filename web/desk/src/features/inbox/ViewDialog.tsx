import { Stack, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { type Filter, got } from "@/api/conversations";
import type { SavedView } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Refusal } from "@/ui/Refusal";
import { asKept } from "./ViewKept";

const path = "/api/v1/workspaces/{workspace}/views" as const;

interface Props {
  workspace: string;
  /** What is renamed; null: the list that is shown is kept. */
  view: SavedView | null;
  filter: Filter;
  mayShare: boolean;
  onClose: () => void;
}

/** The name of a list, and who sees it. */
export default function ViewDialog({ workspace, view, filter, mayShare, onClose }: Props) {
  const { t } = useWords();
  const from = { name: view?.name ?? "", shared: view?.shared ?? false };
  const [draft, setDraft] = useState(from);
  const save = useAct(
    async () => {
      const body = { name: draft.name.trim(), shared: draft.shared, filter: view?.filter ?? asKept(filter) };
      if (view === null) return got(await client.POST(path, { params: { path: { workspace } }, body }));
      const params = { path: { workspace, view_id: view.id } };
      return got(await client.PUT(`${path}/{view_id}`, { params, body }));
    },
    { stale: [path], quiet: true, onDone: onClose },
  );
  return (
    <ConfirmDialog
      opened
      title={t(view === null ? "lists.saved.keep" : "lists.saved.rename")}
      confirm={t("ui.save")}
      busy={save.isPending}
      disabled={draft.name.trim() === ""}
      written={JSON.stringify(draft) !== JSON.stringify(from)}
      onConfirm={() => save.mutate()}
      onClose={onClose}
    >
      {save.error && <Refusal error={save.error} />}
      <Stack gap="sm">
        <TextInput
          label={t("lists.saved.name")}
          value={draft.name}
          maxLength={100}
          data-autofocus
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        {mayShare && (
          <Switch
            label={t("lists.saved.share")}
            description={t("lists.saved.shareText")}
            checked={draft.shared}
            onChange={(event) => setDraft({ ...draft, shared: event.currentTarget.checked })}
          />
        )}
      </Stack>
    </ConfirmDialog>
  );
}
