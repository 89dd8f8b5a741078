import { MultiSelect } from "@mantine/core";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Member, Team } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { seen } from "@/lib/useSave";
import { useWorkspace } from "../useWorkspace";
import { HoursSelect } from "./HoursSelect";
import { NamedDialog } from "./NamedDialog";
import { teamsPath } from "./paths";

type Written = Pick<Team, "name" | "hours_id" | "members"> & { version?: string };

const fresh: Written = { name: "", hours_id: null, members: [] };

interface Props {
  team: Team | null;
  members: Member[];
  onClose: () => void;
}

export default function TeamDialog({ team, members, onClose }: Props) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const from: Written = team ?? fresh;
  return (
    <NamedDialog<Written, Team>
      of="teams"
      from={from}
      path={teamsPath}
      ways={{
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
      }}
      onClose={onClose}
    >
      {(draft, write) => (
        <>
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
        </>
      )}
    </NamedDialog>
  );
}
