import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { $api } from "@/api/client";
import { entriesQuery, type Ticket, type TicketEntry } from "@/api/tickets";
import { useWords } from "@/lib/i18n";
import { ErrorState, Loading } from "@/ui/States";
import classes from "./TicketPage.module.css";

/** What happened on a ticket, the newest first: how it began, notes, and every change. */
export function Entries({ workspace, ticket }: { workspace: string; ticket: Ticket }) {
  const { t } = useWords();
  const entries = useInfiniteQuery(entriesQuery(workspace, ticket.id));
  const params = { path: { workspace } };
  const at = "/api/v1/workspaces/{workspace}" as const;
  const members = $api.useQuery("get", `${at}/members`, { params }).data?.items ?? [];
  const teams = $api.useQuery("get", `${at}/teams`, { params }).data?.items ?? [];
  const names = new Map([...members, ...teams].map(({ id, name }) => [id, name]));
  return (
    <>
      {entries.isPending && <Loading rows={3} />}
      {entries.isError && <ErrorState error={entries.error} onRetry={() => void entries.refetch()} />}
      <ol className={classes.entries} aria-label={t("tickets.happened")}>
        {entries.data?.pages
          .flatMap((page) => page.items)
          .map((entry) => (
            <li key={entry.id} className={classes.entry}>
              <Entry entry={entry} names={names} />
            </li>
          ))}
      </ol>
      {entries.hasNextPage && (
        <Button
          variant="default"
          loading={entries.isFetchingNextPage}
          onClick={() => void entries.fetchNextPage()}
        >
          {t("tickets.earlier")}
        </Button>
      )}
    </>
  );
}

function Entry({ entry, names }: { entry: TicketEntry; names: ReadonlyMap<string, string> }) {
  const { t, maybe, full, ago } = useWords();
  const name = entry.user?.name ?? maybe(`tickets.by.${entry.by}`, {}) ?? entry.by ?? "";
  const when = (
    <time dateTime={entry.created_at} title={full(entry.created_at)}>
      {ago(entry.created_at)}
    </time>
  );
  if (entry.kind === "changed")
    return (
      <>
        {Object.entries(entry.changes).map(([field, change]) => (
          <p key={field} className={classes.entryHead}>
            <bdi>
              {t(`tickets.change.${wordingOf(field, change)}`, { name, value: valueIn(field, change) })}
            </bdi>
            {when}
          </p>
        ))}
      </>
    );
  return (
    <div className={entry.kind === "note" ? classes.note : undefined}>
      <p className={classes.entryHead}>
        <bdi>{t(entry.kind === "note" ? "tickets.noted" : "tickets.opened", { name })}</bdi>
        {when}
      </p>
      {entry.text !== "" && (
        <p className={classes.text} dir="auto">
          {entry.text}
        </p>
      )}
      {entry.messages.length > 0 && (
        <ul className={classes.quoted} aria-label={t("tickets.said")}>
          {entry.messages.map((one) => (
            <li key={one.id}>
              <span className={classes.entryHead}>
                <bdi>{one.name ?? t(`tickets.authors.${one.author}`)}</bdi>
                <time dateTime={one.at}>{full(one.at)}</time>
              </span>
              <span className={classes.text} dir="auto">
                {one.text}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );

  function valueIn(field: string, change: unknown): string {
    if (field === "sla") {
      const { promise } = change as { promise: "response" | "resolution" };
      return t(`tickets.due.${promise}`);
    }
    if (field === "merged") return String((change as { number: number }).number);
    const to = Array.isArray(change) ? change[1] : "";
    if (field === "status") return t(`tickets.statuses.${to as Ticket["status"]}`);
    if (field === "priority") return t(`tickets.priorities.${to as Ticket["priority"]}`);
    if (field === "assignee_id") return to === null ? t("tickets.nobody") : (names.get(to) ?? "…");
    if (field === "team_id") return to === null ? t("tickets.noTeam") : (names.get(to) ?? "…");
    return String(to ?? "");
  }
}

const known = [
  "status",
  "priority",
  "subject",
  "assignee_id",
  "team_id",
  "labels",
  "merged",
  "merged_into_id",
] as const;

function wordingOf(field: string, change: unknown): (typeof known)[number] | "warned" | "breached" {
  if (field === "sla") return (change as { stage: "warned" | "breached" }).stage;
  return known.find((one) => one === field) ?? "subject";
}
