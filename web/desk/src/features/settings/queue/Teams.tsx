import { lazy, Suspense } from "react";
import { $api, client } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { useWorkspace } from "../useWorkspace";
import { NamedThings } from "./NamedThings";
import { teamsPath } from "./paths";

const TeamDialog = lazy(() => import("./TeamDialog"));

/** Members who take the same kind of conversations. */
export function Teams({ may }: { may: boolean }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const teams = $api.useQuery("get", teamsPath, { params });
  const members = $api.useQuery("get", "/api/v1/workspaces/{workspace}/members", { params });
  const names = new Map(members.data?.items.map(({ id, name }) => [id, name]));
  const called = (ids: readonly string[]) => ids.map((id) => names.get(id)).filter(Boolean);
  return (
    <NamedThings
      of="teams"
      title={t("queue.teams.title")}
      query={teams}
      may={may}
      path={teamsPath}
      remove={(id) =>
        client.DELETE(`${teamsPath}/{team_id}`, { params: { path: { ...params.path, team_id: id } } })
      }
      line={(team) => ({
        name: <bdi>{team.name}</bdi>,
        detail: called(team.members).join(", ") || t("queue.teams.nobody"),
      })}
      dialog={(team, onClose) => (
        <Suspense>
          <TeamDialog team={team} members={members.data?.items ?? []} onClose={onClose} />
        </Suspense>
      )}
    />
  );
}
