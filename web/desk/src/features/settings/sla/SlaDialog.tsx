import { NativeSelect, SimpleGrid, Stack, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { priorities, type SlaPolicy, slaPath } from "@/api/tickets";
import type { Team } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Count } from "@/ui/Count";
import { useWorkspace } from "../useWorkspace";
import classes from "./SlaDialog.module.css";

interface Props {
  policy: SlaPolicy | null;
  /** Whose tickets have no policy yet; null: all others. */
  free: (string | null)[];
  named: (team: string | null) => string;
  teams: readonly Team[];
  onClose: () => void;
}

const usual: SlaPolicy["targets"] = {
  urgent: { response_minutes: 30, resolution_minutes: 240 },
  high: { response_minutes: 120, resolution_minutes: 480 },
  normal: { response_minutes: 240, resolution_minutes: 1_440 },
  low: { response_minutes: 480, resolution_minutes: 2_880 },
};

/** Writes what is promised on the tickets of a team, or of all others. */
export default function SlaDialog({ policy, free, named, teams, onClose }: Props) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [from] = useState<SlaPolicy>(
    () =>
      policy ?? {
        team_id: free[0] ?? null,
        name: "",
        in_hours: true,
        warned_after: 80,
        escalates_to_team_id: null,
        targets: usual,
      },
  );
  const [draft, setDraft] = useState(from);
  const write = (part: Partial<SlaPolicy>) => setDraft((now) => ({ ...now, ...part }));
  const save = useAct(
    async () => {
      const { team_id, name, targets, ...rest } = draft;
      const kept = Object.entries(targets).filter(
        ([, one]) => one.response_minutes !== null || one.resolution_minutes !== null,
      );
      return got(
        await client.PUT(`${slaPath}/{team}`, {
          params: { path: { ...params.path, team: (team_id ?? "all") as "all" } },
          body: { ...rest, name: name.trim(), targets: Object.fromEntries(kept) },
        }),
      );
    },
    { done: t("ui.saved"), stale: [slaPath], onDone: onClose },
  );
  return (
    <ConfirmDialog
      opened
      size="lg"
      title={policy === null ? t("tickets.sla.add") : t("tickets.sla.edit", { name: policy.name })}
      confirm={t("ui.save")}
      busy={save.isPending}
      disabled={draft.name.trim() === ""}
      written={JSON.stringify(draft) !== JSON.stringify(from)}
      onConfirm={() => save.mutate()}
      onClose={onClose}
    >
      <Stack gap="sm">
        <TextInput
          label={t("tickets.sla.called")}
          value={draft.name}
          maxLength={100}
          data-autofocus
          onChange={(event) => write({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t("tickets.sla.for")}
          value={draft.team_id ?? "all"}
          disabled={policy !== null}
          data={(policy === null ? free : [policy.team_id]).map((id) => ({
            value: id ?? "all",
            label: named(id),
          }))}
          onChange={({ currentTarget: { value } }) => write({ team_id: value === "all" ? null : value })}
        />
        <Switch
          label={t("tickets.sla.inHours")}
          description={t("tickets.sla.inHoursText")}
          checked={draft.in_hours}
          onChange={(event) => write({ in_hours: event.currentTarget.checked })}
        />
        <fieldset className={classes.minutes}>
          <legend>{t("tickets.sla.minutes")}</legend>
          <SimpleGrid cols={2} spacing="xs">
            {priorities.flatMap((priority) =>
              (["response", "resolution"] as const).map((promise) => (
                <Count
                  key={`${priority} ${promise}`}
                  label={t(`tickets.sla.${promise}`, { priority: t(`tickets.priorities.${priority}`) })}
                  value={draft.targets[priority]?.[`${promise}_minutes`] ?? null}
                  min={1}
                  max={525_600}
                  onCount={(minutes) =>
                    setDraft((now) => ({
                      ...now,
                      targets: {
                        ...now.targets,
                        [priority]: {
                          response_minutes: null,
                          resolution_minutes: null,
                          ...now.targets[priority],
                          [`${promise}_minutes`]: minutes,
                        },
                      },
                    }))
                  }
                />
              )),
            )}
          </SimpleGrid>
        </fieldset>
        <Count
          label={t("tickets.sla.warned")}
          value={draft.warned_after}
          min={1}
          max={99}
          onCount={(percent) => percent !== null && write({ warned_after: percent })}
        />
        <NativeSelect
          label={t("tickets.sla.escalates")}
          value={draft.escalates_to_team_id ?? ""}
          data={[
            { value: "", label: t("tickets.sla.stays") },
            ...teams.map((one) => ({ value: one.id, label: one.name })),
          ]}
          onChange={({ currentTarget: { value } }) => write({ escalates_to_team_id: value || null })}
        />
      </Stack>
    </ConfirmDialog>
  );
}
