import { Checkbox, NativeSelect, Stack, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { $api, client } from "@/api/client";
import { got, keys } from "@/api/conversations";
import { priorities, type Ticket, ticketKeys, ticketsPath } from "@/api/tickets";
import type { ConversationDetail } from "@/api/types";
import { expectArrival } from "@/lib/arrival";
import { useWords } from "@/lib/i18n";
import { newId } from "@/lib/ids";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "../ConfirmDialog";
import { toast } from "../toast";

interface Props {
  opened: boolean;
  workspace: string;
  /** It is opened from this one. */
  conversation?: ConversationDetail;
  /** Whether whoever opens it may end that conversation. */
  mayClose?: boolean;
  onClose: () => void;
}

const fresh = {
  subject: "",
  text: "",
  priority: "normal" as Ticket["priority"],
  assignee: "",
  name: "",
  email: "",
  close: false,
};

/** Opens a ticket, from a conversation or by hand, and leads to it. */
export default function NewTicket({ opened, workspace, conversation, mayClose, onClose }: Props) {
  const { t } = useWords();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [draft, setDraft] = useState(fresh);
  const [id, setId] = useState(newId);
  const write = (part: Partial<typeof fresh>) => setDraft((now) => ({ ...now, ...part }));
  const params = { path: { workspace } };
  const members = $api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace}/members",
    { params },
    { enabled: opened },
  );
  const leave = () => {
    setDraft(fresh);
    setId(newId());
    onClose();
  };
  const create = useAct(
    async () => {
      const { subject, text, priority, assignee, name, email, close } = draft;
      const said = { name: name.trim() || null, email: email.trim() || null };
      return got(
        await client.POST(ticketsPath, {
          params,
          body: {
            id,
            subject: subject.trim(),
            text: text.trim(),
            priority,
            labels: [],
            assignee_id: assignee || null,
            close_conversation: close,
            conversation_id: conversation?.id ?? null,
            customer: conversation === undefined && (said.name || said.email) ? said : null,
          },
        }),
      );
    },
    {
      stale: [ticketKeys.all(workspace), ...(conversation ? [keys.desk(workspace)] : [])],
      onDone: (ticket) => {
        toast.done(t("tickets.form.done", { number: ticket.number }));
        cache.setQueryData(ticketKeys.one(workspace, ticket.id), ticket);
        leave();
        if (conversation !== undefined) return;
        expectArrival();
        void navigate({ to: "/w/$workspace/tickets/$ticket", params: { workspace, ticket: ticket.id } });
      },
    },
  );
  return (
    <ConfirmDialog
      opened={opened}
      title={t("tickets.new")}
      confirm={t("tickets.new")}
      busy={create.isPending}
      disabled={draft.subject.trim() === ""}
      written={JSON.stringify(draft) !== JSON.stringify(fresh)}
      onConfirm={() => create.mutate()}
      onClose={leave}
    >
      <Stack gap="sm">
        <TextInput
          label={t("tickets.form.subject")}
          description={conversation && t("tickets.form.quoted")}
          value={draft.subject}
          maxLength={200}
          data-autofocus
          onChange={(event) => write({ subject: event.currentTarget.value })}
        />
        <Textarea
          label={t("tickets.form.text")}
          description={t("tickets.form.textHint")}
          value={draft.text}
          maxLength={8_000}
          rows={4}
          onChange={(event) => write({ text: event.currentTarget.value })}
        />
        <NativeSelect
          label={t("tickets.priority")}
          value={draft.priority}
          data={priorities.map((one) => ({ value: one, label: t(`tickets.priorities.${one}`) }))}
          onChange={(event) => write({ priority: event.currentTarget.value as Ticket["priority"] })}
        />
        <NativeSelect
          label={t("tickets.assignee")}
          value={draft.assignee}
          data={[
            { value: "", label: t("tickets.nobody") },
            ...(members.data?.items ?? [])
              .filter((one) => !one.suspended)
              .map((one) => ({ value: one.id, label: one.name })),
          ]}
          onChange={(event) => write({ assignee: event.currentTarget.value })}
        />
        {conversation === undefined && (
          <>
            <TextInput
              label={t("tickets.form.name")}
              value={draft.name}
              maxLength={100}
              onChange={(event) => write({ name: event.currentTarget.value })}
            />
            <TextInput
              type="email"
              label={t("tickets.form.email")}
              value={draft.email}
              maxLength={254}
              onChange={(event) => write({ email: event.currentTarget.value })}
            />
          </>
        )}
        {mayClose && (
          <Checkbox
            label={t("tickets.form.close")}
            checked={draft.close}
            onChange={(event) => write({ close: event.currentTarget.checked })}
          />
        )}
      </Stack>
    </ConfirmDialog>
  );
}
