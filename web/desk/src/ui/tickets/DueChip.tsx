import type { Ticket, TicketPromise } from "@/api/tickets";
import { useWords } from "@/lib/i18n";
import { useNow } from "@/lib/now";
import { Clock, icon } from "../icons";
import classes from "./DueChip.module.css";

const Pause = icon(<path d="M6 4v8M10 4v8" />);
const still = (promise: TicketPromise | null) => promise !== null && promise.kept_at === null;

/** What of a ticket is due next, and in how much time; nothing once all is done. */
export function DueChip({ ticket }: { ticket: Ticket }) {
  const late = (at: string) => new Date(at).getTime();
  const next = (["response", "resolution"] as const)
    .filter((one) => still(ticket[one]))
    .sort((a, b) => late(ticket[a]?.due_at ?? "") - late(ticket[b]?.due_at ?? ""))[0];
  const promise = next === undefined ? null : ticket[next];
  if (next === undefined || promise === null) return null;
  return <PromiseChip which={next} promise={promise} paused={ticket.paused_at !== null} />;
}

/** One promise: the time that is left in words, red when it is over, a sign while the customer is waited for. */
export function PromiseChip(props: {
  which: "response" | "resolution";
  promise: TicketPromise;
  paused: boolean;
}) {
  const { which, promise, paused } = props;
  const { t, waited, full } = useWords();
  const now = useNow();
  const due = new Date(promise.due_at);
  const [tone, said] = (() => {
    if (promise.kept_at !== null) {
      const inTime = new Date(promise.kept_at) <= due && !promise.late;
      return inTime ? ["ok", t("tickets.due.kept")] : ["late", t("tickets.due.keptLate")];
    }
    if (paused) return ["quiet", t("tickets.due.paused")];
    if (due <= now) return ["late", t("tickets.due.late", { time: waited(due, now) })];
    const soon = promise.warn_at !== null && new Date(promise.warn_at) <= now;
    return [soon ? "soon" : "quiet", t("tickets.due.left", { time: waited(now, due) })];
  })();
  return (
    <span className={classes.chip} data-tone={tone} title={t("tickets.due.by", { time: full(due) })}>
      {paused && promise.kept_at === null ? <Pause size={12} /> : <Clock size={12} />}
      {t(`tickets.due.${which}`)} · {said}
    </span>
  );
}
