import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ticketsQuery } from "@/api/tickets";
import { useWords } from "@/lib/i18n";
import { ErrorState } from "@/ui/States";
import { DueChip } from "@/ui/tickets/DueChip";
import { TicketBadge } from "@/ui/tickets/TicketBadge";
import classes from "../Details/Details.module.css";

/** The tickets of a customer, the last to be changed first. */
export default function TicketsOf({ workspace, contact }: { workspace: string; contact: string }) {
  const { t } = useWords();
  const tickets = useInfiniteQuery(ticketsQuery(workspace, { contact }));
  const items = tickets.data?.pages.flatMap((page) => page.items);
  return (
    <section>
      <h3>{t("talk.tickets.title")}</h3>
      {tickets.isError && <ErrorState error={tickets.error} onRetry={() => void tickets.refetch()} />}
      {items?.length === 0 && <p className={classes.quiet}>{t("talk.tickets.none")}</p>}
      <ul className={classes.earlier}>
        {items?.map((one) => (
          <li key={one.id}>
            <Link
              to="/w/$workspace/tickets/$ticket"
              params={{ workspace, ticket: one.id }}
              search={{}}
              className={classes.earlierLink}
            >
              <span className={classes.earlierHead}>
                <span>#{one.number}</span>
                <TicketBadge status={one.status} />
                <DueChip ticket={one} />
              </span>
              <span className={classes.preview}>
                <bdi>{one.subject}</bdi>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
