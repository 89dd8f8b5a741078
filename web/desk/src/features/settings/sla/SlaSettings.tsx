import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { $api, client } from "@/api/client";
import { priorities, type SlaPolicy, slaPath } from "@/api/tickets";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { IconButton } from "@/ui/IconButton";
import { Clock, Pencil, Plus, Trash } from "@/ui/icons";
import { Section } from "@/ui/Page";
import { Row, Rows } from "@/ui/Rows";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";

const SlaDialog = lazy(() => import("./SlaDialog"));

/** Who a policy is for, as its address says it. */
export const ofTeam = (policy: SlaPolicy): string => policy.team_id ?? "all";

/** What is promised on tickets, of all and of single teams. */
export function SlaSettings() {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [editing, setEditing] = useState<SlaPolicy | "new" | null>(null);
  const [removing, setRemoving] = useState<SlaPolicy | null>(null);
  const policies = $api.useQuery("get", slaPath, { params });
  const teams = $api.useQuery("get", "/api/v1/workspaces/{workspace}/teams", { params });
  const remove = useAct(
    async (team: string) =>
      client.DELETE(`${slaPath}/{team}`, { params: { path: { ...params.path, team: team as "all" } } }),
    { done: t("ui.removed"), stale: [slaPath], onDone: () => setRemoving(null) },
  );
  const items = policies.data?.items ?? [];
  const free = [null, ...(teams.data?.items ?? []).map(({ id }) => id)].filter(
    (id) => !items.some((one) => one.team_id === id),
  );
  const named = (id: string | null) =>
    teams.data?.items.find((one) => one.id === id)?.name ?? t("tickets.sla.all");
  return (
    <Section
      title={t("settings.sla.name")}
      text={t("tickets.sla.text")}
      actions={
        free.length > 0 && (
          <Button leftSection={<Plus />} onClick={() => setEditing("new")}>
            {t("tickets.sla.add")}
          </Button>
        )
      }
    >
      {policies.isPending && <Loading rows={3} />}
      {policies.isError && <ErrorState error={policies.error} onRetry={() => void policies.refetch()} />}
      {policies.data && items.length === 0 && (
        <EmptyState
          icon={<Clock size={22} />}
          title={t("tickets.sla.none")}
          text={t("tickets.sla.noneText")}
        />
      )}
      {items.length > 0 && (
        <Rows aria-label={t("settings.sla.name")}>
          {items.map((policy) => (
            <Row
              key={ofTeam(policy)}
              name={<bdi>{policy.name}</bdi>}
              detail={[
                named(policy.team_id),
                t(policy.in_hours ? "tickets.sla.hoursOf" : "tickets.sla.always"),
                ...priorities
                  .filter((one) => policy.targets[one])
                  .map((one) => t(`tickets.priorities.${one}`)),
              ].join(" · ")}
            >
              <IconButton
                label={t("tickets.sla.edit", { name: policy.name })}
                onClick={() => setEditing(policy)}
              >
                <Pencil />
              </IconButton>
              <IconButton
                label={t("tickets.sla.remove", { name: policy.name })}
                onClick={() => setRemoving(policy)}
              >
                <Trash />
              </IconButton>
            </Row>
          ))}
        </Rows>
      )}
      <Suspense fallback={null}>
        {editing !== null && (
          <SlaDialog
            policy={editing === "new" ? null : editing}
            free={free}
            named={named}
            teams={teams.data?.items ?? []}
            onClose={() => setEditing(null)}
          />
        )}
      </Suspense>
      <ConfirmDialog
        opened={removing !== null}
        title={t("tickets.sla.remove", { name: removing?.name ?? "" })}
        confirm={t("ui.remove")}
        danger
        busy={remove.isPending}
        onConfirm={() => removing && remove.mutate(ofTeam(removing))}
        onClose={() => setRemoving(null)}
      >
        {t("tickets.sla.removeText")}
      </ConfirmDialog>
    </Section>
  );
}
