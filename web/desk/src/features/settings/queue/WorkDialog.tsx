import { MultiSelect, Stack } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Label, Member } from "@/api/types";
import { type Language, languages, useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Count } from "@/ui/Count";
import { useWorkspace } from "../useWorkspace";

const path = "/api/v1/workspaces/{workspace}/members/{user_id}/work";

interface Props {
  member: Member;
  capacity: number;
  labels: Label[];
  onClose: () => void;
}

/** How many conversations somebody has at most, and which. */
export default function WorkDialog({ member, capacity, labels, onClose }: Props) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [draft, setDraft] = useState(member.work);
  const write = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const save = useAct(
    async () =>
      got(
        await client.PUT(path, {
          params: { path: { ...params.path, user_id: member.id } },
          body: {
            capacity: draft.capacity,
            languages: draft.languages as Language[],
            skills: draft.skills,
          },
        }),
      ),
    { done: t("ui.saved"), stale: ["/api/v1/workspaces/{workspace}/members"], onDone: onClose },
  );
  return (
    <ConfirmDialog
      opened
      title={t("queue.people.edit", { name: member.name })}
      confirm={t("ui.save")}
      busy={save.isPending}
      written={JSON.stringify(draft) !== JSON.stringify(member.work)}
      onConfirm={() => save.mutate()}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Count
          label={t("queue.capacity")}
          description={t("queue.people.capacityText", { count: capacity })}
          value={draft.capacity}
          min={0}
          max={100}
          data-autofocus
          onCount={(capacity) => write({ capacity })}
        />
        <MultiSelect
          label={t("queue.people.languages")}
          description={t("queue.people.languagesText")}
          data={languages.map((one) => ({ value: one, label: t(`languages.${one}`) }))}
          value={draft.languages}
          onChange={(chosen) => write({ languages: chosen })}
        />
        <MultiSelect
          label={t("queue.people.skills")}
          description={t("queue.people.skillsText")}
          data={labels.filter(({ skill }) => skill).map(({ id, name }) => ({ value: id, label: name }))}
          value={draft.skills}
          searchable
          onChange={(chosen) => write({ skills: chosen })}
        />
      </Stack>
    </ConfirmDialog>
  );
}
