import { Checkbox, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { type Outlet, outletsPath } from "@/api/notices";
import { useWords } from "@/lib/i18n";
import { seen, useSave } from "@/lib/useSave";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { SecretInput } from "@/ui/SecretInput";
import { useWorkspace } from "../useWorkspace";
import { outletKinds, told } from "./outlets";

type Written = Pick<Outlet, "name" | "kind" | "tells"> & { url: string; version?: string };
const fresh: Written = { name: "", kind: "slack", tells: ["waiting", "untaken"], url: "" };

/** A room to tell things in. Its address is asked for once; editing without one keeps it. */
export function OutletDialog({ outlet, onClose }: { outlet: Outlet | null; onClose: () => void }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const from: Written = outlet === null ? fresh : { ...outlet, url: "" };
  const [draft, setDraft] = useState(from);
  const write = (part: Partial<Written>) => setDraft({ ...draft, ...part });
  const save = useSave<Written, Outlet>(
    {
      put: async ({ name, kind, tells, url, version }) => {
        if (outlet === null)
          return got(
            await client.POST(outletsPath, { params, body: { name, kind, tells, url: url.trim() } }),
          );
        const at = { path: { ...params.path, outlet_id: outlet.id }, header: seen({ version }) };
        const body = { name, tells, url: url.trim() || null };
        return got(await client.PUT(`${outletsPath}/{outlet_id}`, { params: at, body }));
      },
      newest: async () => {
        const { items } = got(await client.GET(outletsPath, { params }));
        const now = items.find(({ id }) => id === outlet?.id);
        return now === undefined ? from : { ...now, url: "" };
      },
    },
    { done: t("ui.saved"), stale: [outletsPath], onDone: onClose },
  );
  return (
    <ConfirmDialog
      opened
      title={outlet === null ? t("notices.outlets.add") : t("notices.outlets.edit", { name: outlet.name })}
      confirm={t("ui.save")}
      busy={save.busy}
      disabled={draft.name.trim() === "" || (outlet === null && draft.url.trim() === "")}
      written={JSON.stringify(draft) !== JSON.stringify(from)}
      onConfirm={() => save.save({ from, to: { ...draft, name: draft.name.trim() } })}
      onClose={onClose}
    >
      <SaveRefusal of={save} onTheirs={onClose} />
      <Stack gap="sm">
        <TextInput
          label={t("notices.outlets.name")}
          value={draft.name}
          maxLength={100}
          data-autofocus
          onChange={(event) => write({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t("notices.outlets.kind")}
          disabled={outlet !== null}
          data={outletKinds.map((kind) => ({ value: kind, label: t(`notices.outlets.kinds.${kind}`) }))}
          value={draft.kind}
          onChange={(event) => write({ kind: event.currentTarget.value as Written["kind"] })}
        />
        <SecretInput
          label={t("notices.outlets.url")}
          description={t(outlet === null ? "notices.outlets.urlText" : "notices.outlets.urlKept")}
          required={outlet === null}
          value={draft.url}
          maxLength={2000}
          autoComplete="off"
          onChange={(event) => write({ url: event.currentTarget.value })}
        />
        <Checkbox.Group
          label={t("notices.outlets.tells")}
          value={draft.tells}
          onChange={(tells) => write({ tells: told.filter((kind) => tells.includes(kind)) })}
        >
          <Stack gap="xs" mt="xs">
            {told.map((kind) => (
              <Checkbox key={kind} value={kind} label={t(`notices.kinds.${kind}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
      </Stack>
    </ConfirmDialog>
  );
}
