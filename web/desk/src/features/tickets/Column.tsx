import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { statuses, type TicketStatus, type TicketsAsked, ticketsQuery } from "@/api/tickets";
import { useWords } from "@/lib/i18n";
import { Choice } from "@/ui/Choice";
import { ErrorState, Loading } from "@/ui/States";
import { TicketLink } from "./TicketLink";
import classes from "./Tickets.module.css";

interface Props {
  workspace: string;
  asked: TicketsAsked;
  onMove: (id: string, from: string, to: TicketStatus) => void;
}

/** The cards of one status. */
export function Column({ workspace, asked, onMove }: Props) {
  const { t } = useWords();
  const tickets = useInfiniteQuery(ticketsQuery(workspace, asked));
  if (tickets.isPending) return <Loading rows={2} height={72} />;
  if (tickets.isError) return <ErrorState error={tickets.error} onRetry={() => void tickets.refetch()} />;
  const items = tickets.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <p className={classes.hint}>{t("tickets.empty")}</p>;
  return (
    <>
      <ul className={classes.cards}>
        {items.map((ticket) => (
          <li
            key={ticket.id}
            className={classes.cardBox}
            data-card={ticket.id}
            data-status={ticket.status}
            draggable
            onDragStart={(event) => event.dataTransfer.setData("text/plain", `${ticket.id} ${ticket.status}`)}
          >
            <TicketLink workspace={workspace} ticket={ticket} tabbable card />
            <Choice
              label={t("tickets.moveTo", { number: ticket.number })}
              value={ticket.status}
              options={statuses.map((one) => ({ value: one, label: t(`tickets.statuses.${one}`) }))}
              onChange={(status) => onMove(ticket.id, ticket.status, status as TicketStatus)}
            />
          </li>
        ))}
      </ul>
      {tickets.hasNextPage && (
        <Button
          variant="default"
          fullWidth
          loading={tickets.isFetchingNextPage}
          onClick={() => void tickets.fetchNextPage()}
        >
          {t("inbox.more")}
        </Button>
      )}
    </>
  );
}
