import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { $api, client } from "@/api/client";
import type { Team } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { IconButton } from "@/ui/IconButton";
import { Pencil, Plus, Trash } from "@/ui/icons";
import { Section } from "@/ui/Page";
import { Row, Rows } from "@/ui/Rows";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";

export const teamsPath = "/api/v1/workspaces/{workspace}/teams";

const TeamDialog = lazy(() => import("./TeamDialog"));

/** Members who take the same kind of conversations. */
export function Teams({ may }: { may: boolean }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [editing, setEditing] = useState<Team | "new" | null>(null);
  const [removing, setRemoving] = useState<Team | null>(null);
  const teams = $api.useQuery("get", teamsPath, { params });
  const members = $api.useQuery("get", "/api/v1/workspaces/{workspace}/members", { params });
  const names = new Map(members.data?.items.map(({ id, name }) => [id, name]));
  const remove = useAct(
    async (id: string) =>
      client.DELETE("/api/v1/workspaces/{workspace}/teams/{team_id}", {
        params: { path: { ...params.path, team_id: id } },
      }),
    { done: t("ui.removed"), stale: [teamsPath], onDone: () => setRemoving(null) },
  );
  const add = may && (
    <Button leftSection={<Plus />} onClick={() => setEditing("new")}>
      {t("queue.teams.add")}
    </Button>
  );
  return (
    <Section title={t("queue.teams.title")} text={t("queue.teams.text")} actions={add}>
      {teams.isPending && <Loading />}
      {teams.isError && <ErrorState error={teams.error} onRetry={() => void teams.refetch()} />}
      {teams.data && teams.data.items.length > 0 && (
        <Rows>
          {teams.data.items.map((team) => (
            <Row
              key={team.id}
              name={<bdi>{team.name}</bdi>}
              detail={
                team.members
                  .map((id) => names.get(id))
                  .filter(Boolean)
                  .join(", ") || t("queue.teams.nobody")
              }
            >
              {may && (
                <>
                  <IconButton
                    label={t("queue.teams.edit", { name: team.name })}
                    onClick={() => setEditing(team)}
                  >
                    <Pencil />
                  </IconButton>
                  <IconButton
                    label={t("queue.teams.remove", { name: team.name })}
                    onClick={() => setRemoving(team)}
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
        <Suspense>
          <TeamDialog
            team={editing === "new" ? null : editing}
            members={members.data?.items ?? []}
            onClose={() => setEditing(null)}
          />
        </Suspense>
      )}
      <ConfirmDialog
        opened={removing !== null}
        title={t("queue.teams.remove", { name: removing?.name ?? "" })}
        confirm={t("ui.remove")}
        danger
        busy={remove.isPending}
        onConfirm={() => removing && remove.mutate(removing.id)}
        onClose={() => setRemoving(null)}
      >
        {t("queue.teams.removeText")}
      </ConfirmDialog>
    </Section>
  );
}
