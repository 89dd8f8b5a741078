import { Select, Textarea } from "@mantine/core";
import { useState } from "react";
import { $api } from "@/api/client";
import type { ConversationDetail } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { usePresence } from "@/lib/live";
import { announce } from "@/ui/Announcer";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import type { Actions } from "./useActions";

interface Props {
  opened: boolean;
  workspace: string;
  conversation: ConversationDetail;
  actions: Actions;
  onClose: () => void;
}

const queue = "queue";
const ofTeam = "team:";

/** Gives a conversation to a colleague, or back to the queue, with a word about it. */
export default function TransferDialog({ opened, workspace, conversation, actions, onClose }: Props) {
  const { t } = useWords();
  const [to, setTo] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const here = new Set(usePresence(workspace).map((person) => person.id));
  const members = $api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace}/members",
    { params: { path: { workspace } } },
    { enabled: opened },
  );
  const people = (members.data?.items ?? [])
    .filter((member) => !member.suspended && member.id !== conversation.assignee?.id)
    .toSorted((a, b) => Number(here.has(b.id)) - Number(here.has(a.id)));
  const teams = $api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace}/teams",
    { params: { path: { workspace } } },
    { enabled: opened },
  );
  const ofTeams = (teams.data?.items ?? [])
    .filter((team) => team.id !== conversation.team?.id || conversation.state !== "queued")
    .map((team) => ({
      value: ofTeam + team.id,
      label: t("talk.transfer.team", { name: team.name }),
    }));
  const label = (id: string) =>
    id === queue
      ? t("talk.transfer.queue")
      : ([...people.map(({ id, name }) => ({ value: id, label: name })), ...ofTeams].find(
          ({ value }) => value === id,
        )?.label ?? "");

  const submit = () => {
    if (to === null) return;
    actions.transfer.mutate(
      {
        user_id: to === queue || to.startsWith(ofTeam) ? null : to,
        team_id: to.startsWith(ofTeam) ? to.slice(ofTeam.length) : null,
        note: note.trim() || null,
      },
      {
        onSuccess: () => {
          announce(t("talk.transfer.done", { name: label(to) }));
          setTo(null);
          setNote("");
          onClose();
        },
      },
    );
  };

  return (
    <ConfirmDialog
      opened={opened}
      title={t("talk.transfer.title")}
      confirm={t("talk.transfer.submit")}
      busy={actions.transfer.isPending}
      disabled={to === null}
      written={note.trim() !== ""}
      onClose={onClose}
      onConfirm={submit}
    >
      <Select
        label={t("talk.transfer.to")}
        description={members.isSuccess && people.length === 0 && t("talk.transfer.alone")}
        data={[
          ...people.map((member) => ({
            value: member.id,
            label:
              member.work.status === "away"
                ? `${member.name} (${t("status.away")})`
                : here.has(member.id)
                  ? `${member.name} (${t("talk.transfer.here")})`
                  : member.name,
          })),
          ...ofTeams,
          ...(conversation.state === "queued" && conversation.team === null
            ? []
            : [{ value: queue, label: t("talk.transfer.queue") }]),
        ]}
        value={to}
        onChange={setTo}
        searchable
        openOnFocus={false}
        data-autofocus
        comboboxProps={{ withinPortal: true }}
      />
      <Textarea
        mt="md"
        label={t("talk.transfer.note")}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={2000}
      />
    </ConfirmDialog>
  );
}
