import { Link } from "@tanstack/react-router";
import type { Ticket } from "@/api/tickets";
import { useWords } from "@/lib/i18n";
import { contactName } from "@/ui/contactName";
import { LabelPill } from "@/ui/LabelPill";
import { DueChip } from "@/ui/tickets/DueChip";
import { TicketBadge } from "@/ui/tickets/TicketBadge";
import classes from "./Tickets.module.css";

interface Props {
  workspace: string;
  ticket: Ticket;
  tabbable: boolean;
  /** On a board the column says the status. */
  card?: boolean;
}

/** A ticket as a row or a card: what it is about, whose it is, and what is due next. */
export function TicketLink({ workspace, ticket, tabbable, card = false }: Props) {
  const { t, brief, full } = useWords();
  const { contact, assignee, priority } = ticket;
  const who = contact === null ? t("tickets.noCustomer") : contactName(t, contact);
  return (
    <Link
      to="/w/$workspace/tickets/$ticket"
      params={{ workspace, ticket: ticket.id }}
      className={`press-line ${card ? classes.card : classes.row}`}
      data-id={ticket.id}
      tabIndex={tabbable ? 0 : -1}
      draggable={false}
    >
      <span className={classes.head}>
        <span className={classes.number}>#{ticket.number}</span>
        <bdi className={classes.subject}>{ticket.subject}</bdi>
      </span>
      <span className={classes.facts}>
        {!card && <TicketBadge status={ticket.status} />}
        <DueChip ticket={ticket} />
        {(priority === "urgent" || priority === "high") && (
          <span className={classes.urgent}>{t(`tickets.priorities.${priority}`)}</span>
        )}
        {ticket.labels.map((label) => (
          <LabelPill key={label.id} label={label} />
        ))}
        <bdi>{who}</bdi>
        <span>{assignee === null ? t("tickets.nobody") : <bdi>{assignee.name}</bdi>}</span>
        {ticket.team !== null && <bdi>{ticket.team.name}</bdi>}
        <time dateTime={ticket.updated_at} title={full(ticket.updated_at)}>
          {brief(ticket.updated_at)}
        </time>
      </span>
    </Link>
  );
}
