import type { TicketStatus } from "@/api/tickets";
import { useWords } from "@/lib/i18n";
import classes from "../StateBadge.module.css";

const tones: Record<TicketStatus, string> = {
  open: "person",
  waiting_customer: "quiet",
  resolved: "ok",
  closed: "quiet",
};

/** A ticket's status: colour is an aid, the word is the meaning. */
export function TicketBadge({ status }: { status: TicketStatus }) {
  const { t } = useWords();
  return (
    <span className={classes.badge} data-tone={tones[status]}>
      {t(`tickets.statuses.${status}`)}
    </span>
  );
}
