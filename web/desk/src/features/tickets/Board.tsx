import { type DragEvent, useEffect, useRef, useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { statuses, type TicketStatus, type TicketsAsked, ticketKeys, ticketPath } from "@/api/tickets";
import { useWords } from "@/lib/i18n";
import { useShortcut } from "@/lib/shortcuts";
import { useAct } from "@/lib/useAct";
import { announce } from "@/ui/Announcer";
import { Column } from "./Column";
import classes from "./Tickets.module.css";

interface Props {
  workspace: string;
  asked: TicketsAsked;
}

/** A column for each status. Keys and each card's own list move a card; it can be dragged, too. */
export default function Board({ workspace, asked }: Props) {
  const { t } = useWords();
  const board = useRef<HTMLDivElement>(null);
  const follows = useRef<string | null>(null);
  const [over, setOver] = useState<TicketStatus | null>(null);
  const put = useAct(
    async ({ id, status }: { id: string; status: TicketStatus }) =>
      got(
        await client.PATCH(ticketPath, {
          params: { path: { workspace, ticket_id: id } },
          body: { status },
        }),
      ),
    {
      stale: [ticketKeys.all(workspace)],
      onDone: ({ number, status }) =>
        announce(t("tickets.moved", { number, status: t(`tickets.statuses.${status}`) })),
    },
  );
  const move = (id: string, from: string | undefined, status: TicketStatus) => {
    if (from === status) return;
    // Whoever moves a card goes on from it, where it is then.
    follows.current = id;
    put.mutate({ id, status });
  };
  const step = (by: -1 | 1) => {
    const card = document.activeElement?.closest<HTMLElement>("[data-card]");
    const from = statuses.find((one) => one === card?.dataset.status);
    const to = from && statuses[statuses.indexOf(from) + by];
    if (card?.dataset.card && from && to) move(card.dataset.card, from, to);
  };
  useShortcut("cardBack", () => step(-1));
  useShortcut("cardOn", () => step(1));
  useEffect(() => {
    // The card is there anew once its columns were read again.
    const focus = () => {
      const id = follows.current;
      const card = id === null ? null : board.current?.querySelector<HTMLElement>(`[data-id="${id}"]`);
      const lost = document.activeElement === document.body || document.activeElement === null;
      if (card && lost) card.focus();
    };
    const watch = new MutationObserver(focus);
    if (board.current) watch.observe(board.current, { childList: true, subtree: true });
    return () => watch.disconnect();
  }, []);
  const drag = (status: TicketStatus) => ({
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(status);
    },
    onDragLeave: () => setOver(null),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(null);
      const [id, from] = event.dataTransfer.getData("text/plain").split(" ");
      if (id && from) move(id, from, status);
    },
  });
  return (
    <>
      <p className={classes.hint}>{t("tickets.boardKeys")}</p>
      <div ref={board} className={classes.board}>
        {statuses.map((status) => (
          <section
            key={status}
            className={classes.column}
            aria-label={t(`tickets.statuses.${status}`)}
            data-over={over === status || undefined}
            {...drag(status)}
          >
            <h2 className={classes.columnName}>{t(`tickets.statuses.${status}`)}</h2>
            <Column workspace={workspace} asked={{ ...asked, status: [status] }} onMove={move} />
          </section>
        ))}
      </div>
    </>
  );
}
