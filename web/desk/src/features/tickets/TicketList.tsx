import { Button } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { type TicketsAsked, ticketsQuery } from "@/api/tickets";
import { useWords } from "@/lib/i18n";
import { useRoving } from "@/lib/useRoving";
import { Ticket as Icon } from "@/ui/icons";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { TicketLink } from "./TicketLink";
import classes from "./Tickets.module.css";

interface Props {
  workspace: string;
  asked: TicketsAsked;
  narrowed: boolean;
}

/** Tickets below each other: one Tab stop, the arrows go on. */
export function TicketList({ workspace, asked, narrowed }: Props) {
  const { t } = useWords();
  const tickets = useInfiniteQuery({
    ...ticketsQuery(workspace, asked),
    placeholderData: keepPreviousData,
  });
  const items = tickets.data?.pages.flatMap((page) => page.items) ?? [];
  const more = () => void (tickets.hasNextPage && !tickets.isFetchingNextPage && tickets.fetchNextPage());
  const roving = useRoving({ ids: items.map(({ id }) => id), chosen: null, onEnd: more });
  if (tickets.isPending) return <Loading />;
  if (tickets.isError) return <ErrorState error={tickets.error} onRetry={() => void tickets.refetch()} />;
  if (items.length === 0)
    return (
      <EmptyState
        icon={<Icon size={22} />}
        title={t(narrowed ? "tickets.noneFound" : "tickets.none")}
        {...(!narrowed && { text: t("tickets.noneText") })}
      />
    );
  return (
    <>
      <ul
        ref={roving.ref}
        className={classes.list}
        aria-label={t("tickets.title")}
        onKeyDown={roving.onKeyDown}
        onFocus={roving.onFocus}
      >
        {items.map((ticket) => (
          <li key={ticket.id}>
            <TicketLink workspace={workspace} ticket={ticket} tabbable={ticket.id === roving.current} />
          </li>
        ))}
      </ul>
      {tickets.hasNextPage && (
        <Button variant="default" mt="md" loading={tickets.isFetchingNextPage} onClick={more}>
          {t("inbox.more")}
        </Button>
      )}
    </>
  );
}
