import { TextInput } from "@mantine/core";
import { useState } from "react";
import type { Ticket } from "@/api/tickets";
import { useWords } from "@/lib/i18n";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { useChange } from "./useChange";

interface Props {
  opened: boolean;
  workspace: string;
  ticket: Ticket;
  onClose: () => void;
}

export default function RenameDialog({ opened, workspace, ticket, onClose }: Props) {
  const { t } = useWords();
  const [subject, setSubject] = useState(ticket.subject);
  const put = useChange(workspace, ticket.id, onClose);
  return (
    <ConfirmDialog
      opened={opened}
      title={t("tickets.rename")}
      confirm={t("ui.save")}
      busy={put.isPending}
      disabled={subject.trim() === ""}
      written={subject !== ticket.subject}
      onConfirm={() => put.mutate({ subject: subject.trim() })}
      onClose={onClose}
    >
      <TextInput
        label={t("tickets.form.subject")}
        value={subject}
        maxLength={200}
        data-autofocus
        onChange={(event) => setSubject(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
