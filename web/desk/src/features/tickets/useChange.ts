import { useQueryClient } from "@tanstack/react-query";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { type Ticket, ticketKeys, ticketPath } from "@/api/tickets";
import { useAct } from "@/lib/useAct";

export interface TicketChange {
  subject?: string;
  status?: Ticket["status"];
  priority?: Ticket["priority"];
  assignee_id?: string | null;
  team_id?: string | null;
  labels?: string[];
}

/** Changes a ticket: what was asked last is what stays. */
export function useChange(workspace: string, id: string, onDone?: () => void) {
  const cache = useQueryClient();
  return useAct(
    async (body: TicketChange) =>
      got(await client.PATCH(ticketPath, { params: { path: { workspace, ticket_id: id } }, body })),
    {
      inTurn: `ticket ${id}`,
      stale: [ticketKeys.all(workspace)],
      onDone: (ticket) => {
        cache.setQueryData(ticketKeys.one(workspace, id), ticket);
        onDone?.();
      },
    },
  );
}
