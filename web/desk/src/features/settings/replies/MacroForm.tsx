import { Checkbox, Group, NativeSelect, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Macro } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { seen, useSave } from "@/lib/useSave";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { changes, macrosPath } from "@/ui/macros";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { useWorkspace } from "../useWorkspace";

type Written = Omit<Macro, "id" | "version"> & { version?: string };

const fresh = { name: "", text: "", labels: [], priority: null, ending: null, target: null };
const asides = ["later_today", "tomorrow", "next_week"] as const;
const priorities = ["low", "normal", "high", "urgent"] as const;

/** What one value of the last choice says: a colleague and a team carry whom. */
const endOf = ({ ending, target }: Pick<Macro, "ending" | "target">): string | null =>
  ending === null ? null : target === null ? ending : `${ending}:${target}`;

interface Props {
  macro: Macro | null;
  admin: boolean;
  onClose: () => void;
}

export default function MacroForm({ macro, admin, onClose }: Props) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const labels = $api.useQuery("get", "/api/v1/workspaces/{workspace}/labels", { params });
  const teams = $api.useQuery("get", "/api/v1/workspaces/{workspace}/teams", { params });
  const members = $api.useQuery("get", "/api/v1/workspaces/{workspace}/members", { params });
  const from: Written = macro ?? { ...fresh, personal: !admin };
  const [draft, setDraft] = useState<Written>(from);
  const write = (part: Partial<Written>) => setDraft((old) => ({ ...old, ...part }));
  const save = useSave<Written, Macro>(
    {
      put: async ({ version, personal, ...to }) => {
        const body = { ...to, name: to.name.trim(), text: to.text.trim() };
        if (macro === null)
          return got(await client.POST(macrosPath, { params, body: { ...body, personal } }));
        const { name, text, labels, priority, ending, target } = body;
        const at = { path: { ...params.path, macro_id: macro.id }, header: seen({ version }) };
        const sent = { name, text, labels, priority, ending, target };
        return got(await client.PUT(`${macrosPath}/{macro_id}`, { params: at, body: sent }));
      },
      newest: async () => {
        const { items } = got(await client.GET(macrosPath, { params }));
        return items.find(({ id }) => id === macro?.id) ?? from;
      },
    },
    { done: t("ui.saved"), stale: [macrosPath], onDone: onClose },
  );
  const does = draft.text.trim() !== "" || changes(draft as Macro);
  return (
    <ConfirmDialog
      opened
      size="lg"
      title={macro === null ? t("talk.macros.add") : t("talk.macros.edit", { name: macro.name })}
      confirm={t("ui.save")}
      busy={save.busy}
      disabled={draft.name.trim() === "" || !does}
      written={JSON.stringify(draft) !== JSON.stringify(from)}
      onConfirm={() => save.save({ from, to: draft })}
      onClose={onClose}
    >
      <SaveRefusal of={save} onTheirs={onClose} />
      <Stack gap="sm">
        <TextInput
          label={t("talk.macros.name")}
          value={draft.name}
          maxLength={100}
          data-autofocus
          onChange={(event) => write({ name: event.currentTarget.value })}
        />
        <Textarea
          label={t("talk.macros.says")}
          description={t("talk.macros.saysText")}
          dir="auto"
          autosize
          minRows={2}
          maxRows={8}
          maxLength={4000}
          value={draft.text}
          onChange={(event) => write({ text: event.currentTarget.value })}
        />
        {(labels.data?.items.length ?? 0) > 0 && (
          <Checkbox.Group
            label={t("talk.macros.labels")}
            value={draft.labels}
            onChange={(chosen) => write({ labels: chosen })}
          >
            <Group gap="md" mt={6}>
              {labels.data?.items.map(({ id, name }) => (
                <Checkbox key={id} value={id} label={name} />
              ))}
            </Group>
          </Checkbox.Group>
        )}
        <NativeSelect
          label={t("why.understood.priority")}
          data={[
            { value: "", label: t("talk.macros.asIs") },
            ...priorities.map((one) => ({
              value: one,
              label: t(`why.understood.priorities.${one}`),
            })),
          ]}
          value={draft.priority ?? ""}
          onChange={(event) => {
            const { value } = event.currentTarget;
            write({ priority: priorities.find((each) => each === value) ?? null });
          }}
        />
        <NativeSelect
          label={t("talk.macros.ending")}
          data={[
            { value: "", label: t("talk.macros.nothing") },
            { value: "resolved", label: t("talk.macros.effects.resolved") },
            ...asides.map((one) => ({
              value: one,
              label: `${t("talk.snooze.title")}: ${t(`talk.snooze.${one}`)}`,
            })),
            ...(teams.data?.items ?? []).map(({ id, name }) => ({
              value: `team:${id}`,
              label: t("talk.macros.effects.team", { name }),
            })),
            ...(members.data?.items ?? [])
              .filter((one) => !one.suspended)
              .map(({ id, name }) => ({
                value: `user:${id}`,
                label: t("talk.macros.effects.user", { name }),
              })),
          ]}
          value={endOf(draft) ?? ""}
          onChange={(event) => {
            const { value } = event.currentTarget;
            const [ending = null, target = null] = value === "" ? [] : value.split(":");
            write({ ending: ending as Macro["ending"], target });
          }}
        />
        {macro === null && (
          <Checkbox
            label={t("talk.macros.personal")}
            description={admin ? undefined : t("talk.macros.personalText")}
            checked={draft.personal}
            disabled={!admin}
            onChange={(event) => write({ personal: event.currentTarget.checked })}
          />
        )}
      </Stack>
    </ConfirmDialog>
  );
}
