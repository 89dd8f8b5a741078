import { Button, Group, Textarea } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useMe } from "@/api/session";
import { type Ticket, ticketKeys, ticketPath } from "@/api/tickets";
import { useWords } from "@/lib/i18n";
import { newId } from "@/lib/ids";
import { useKept } from "@/lib/kept";
import { useAct } from "@/lib/useAct";

/** A note for colleagues. What is being written stays through a reload. */
export function NoteForm({ workspace, ticket }: { workspace: string; ticket: Ticket }) {
  const { t } = useWords();
  const me = useMe()?.user.id ?? "";
  const [id, setId] = useState(newId);
  const [text, setText] = useKept(`ticket note ${me} ${ticket.id}`, "");
  const add = useAct(
    async () =>
      got(
        await client.POST(`${ticketPath}/notes`, {
          params: { path: { workspace, ticket_id: ticket.id } },
          body: { id, text: text.trim() },
        }),
      ),
    {
      stale: [ticketKeys.one(workspace, ticket.id)],
      onDone: () => {
        setText(undefined);
        setId(newId());
      },
    },
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") add.mutate();
      }}
    >
      <Textarea
        label={t("tickets.note")}
        description={t("tickets.noteText")}
        value={text}
        rows={3}
        maxLength={8_000}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey))
            event.currentTarget.form?.requestSubmit();
        }}
      />
      <Group justify="flex-end" mt="xs">
        <Button type="submit" variant="default" loading={add.isPending} disabled={text.trim() === ""}>
          {t("tickets.addNote")}
        </Button>
      </Group>
    </form>
  );
}
