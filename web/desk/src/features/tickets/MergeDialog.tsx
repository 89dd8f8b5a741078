import { TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { type Ticket, ticketKeys, ticketPath, ticketsPath } from "@/api/tickets";
import { expectArrival } from "@/lib/arrival";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";

interface Props {
  opened: boolean;
  workspace: string;
  ticket: Ticket;
  onClose: () => void;
}

/** Lets a ticket go on in another one, which is named by its number. */
export default function MergeDialog({ opened, workspace, ticket, onClose }: Props) {
  const { t } = useWords();
  const navigate = useNavigate();
  const [number, setNumber] = useState("");
  const [unknown, setUnknown] = useState(false);
  const leave = () => {
    setNumber("");
    setUnknown(false);
    onClose();
  };
  const merge = useAct(
    async () => {
      const wanted = Number(number.replace("#", ""));
      const query = { q: `#${wanted}`, limit: 200 };
      const found = got(await client.GET(ticketsPath, { params: { path: { workspace }, query } }));
      const into = found.items.find((one) => one.number === wanted);
      if (into === undefined) return null;
      const params = { path: { workspace, ticket_id: ticket.id } };
      return got(await client.POST(`${ticketPath}/merge`, { params, body: { into: into.id } }));
    },
    {
      stale: [ticketKeys.all(workspace)],
      onDone: (into) => {
        if (into === null) return setUnknown(true);
        leave();
        expectArrival();
        void navigate({ to: "/w/$workspace/tickets/$ticket", params: { workspace, ticket: into.id } });
      },
    },
  );
  return (
    <ConfirmDialog
      opened={opened}
      title={t("tickets.merge.do")}
      confirm={t("tickets.merge.submit")}
      danger
      busy={merge.isPending}
      disabled={!/^#?\d{1,9}$/.test(number.trim())}
      written={number !== ""}
      onConfirm={() => merge.mutate()}
      onClose={leave}
    >
      <TextInput
        label={t("tickets.merge.number")}
        description={t("tickets.merge.text")}
        error={unknown && t("tickets.merge.unknown")}
        value={number}
        maxLength={10}
        inputMode="numeric"
        data-autofocus
        onChange={(event) => {
          setUnknown(false);
          setNumber(event.currentTarget.value.trim());
        }}
      />
    </ConfirmDialog>
  );
}
