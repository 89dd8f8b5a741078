import { MultiSelect, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Member, Team } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { seen, useSave } from "@/lib/useSave";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { useWorkspace } from "../useWorkspace";
import { HoursSelect } from "./HoursSelect";
import { teamsPath } from "./Teams";

type Written = Pick<Team, "name" | "hours_id" | "members"> & { version?: string };

const fresh: Written = { name: "", hours_id: null, members: [] };

export default function TeamDialog({
  team,
  members,
  onClose,
}: {
  team: Team | null;
  members: Member[];
  onClose: () => void;
}) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const from: Written = team ?? fresh;
  const [draft, setDraft] = useState<Written>(from);
  const save = useSave<Written, Team>(
    {
      put: async ({ name, hours_id, members, version }) => {
        const body = { name: name.trim(), hours_id, members };
        if (team === null) return got(await client.POST(teamsPath, { params, body }));
        const at = { path: { ...params.path, team_id: team.id }, header: seen({ version }) };
        return got(await client.PUT(`${teamsPath}/{team_id}`, { params: at, body }));
      },
      newest: async () => {
        const { items } = got(await client.GET(teamsPath, { params }));
        return items.find(({ id }) => id === team?.id) ?? from;
      },
    },
    { done: t("ui.saved"), stale: [teamsPath], onDone: onClose },
  );
  const write = (part: Partial<Written>) => setDraft({ ...draft, ...part });
  return (
    <ConfirmDialog
      opened
      title={team === null ? t("queue.teams.add") : t("queue.teams.edit", { name: team.name })}
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
        <MultiSelect
          label={t("queue.teams.members")}
          data={members.map(({ id, name }) => ({ value: id, label: name }))}
          value={draft.members}
          searchable
          onChange={(chosen) => write({ members: chosen })}
        />
        <HoursSelect
          label={t("queue.hours")}
          description={t("queue.teams.hoursText")}
          none={t("queue.teams.sameHours")}
          value={draft.hours_id}
          onChange={(hours_id) => write({ hours_id })}
        />
      </Stack>
    </ConfirmDialog>
  );
}
