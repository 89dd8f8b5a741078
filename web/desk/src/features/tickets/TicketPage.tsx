import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { client } from "@/api/client";
import { noticesPath, unreadPath } from "@/api/notices";
import { ticketQuery } from "@/api/tickets";
import { useWords } from "@/lib/i18n";
import { useEver } from "@/lib/opened";
import { useAct } from "@/lib/useAct";
import { BackLink } from "@/ui/BackLink";
import { More } from "@/ui/icons";
import { Menu } from "@/ui/Menu";
import { Page, PageHeader } from "@/ui/Page";
import { ErrorState, Loading } from "@/ui/States";
import { DueChip } from "@/ui/tickets/DueChip";
import { TicketBadge } from "@/ui/tickets/TicketBadge";
import { Entries } from "./Entries";
import { Fields } from "./Fields";
import { NoteForm } from "./NoteForm";
import classes from "./TicketPage.module.css";

const MergeDialog = lazy(() => import("./MergeDialog"));
const RenameDialog = lazy(() => import("./RenameDialog"));
const route = getRouteApi("/signed-in/w/$workspace/tickets/$ticket");

/** One ticket: what it is about, what happened on it, and by when it is to be done. */
export function TicketPage() {
  const { t } = useWords();
  const { workspace, ticket: id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(ticketQuery(workspace, id));
  const [asking, setAsking] = useState<"merge" | "rename" | null>(null);
  const merging = useEver(asking === "merge");
  const renaming = useEver(asking === "rename");
  const look = useAct(
    async () =>
      client.POST(`${noticesPath}/read`, { params: { path: { workspace } }, body: { ticket_id: id } }),
    { stale: [noticesPath, unreadPath], quiet: true },
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each ticket that is looked at
  useEffect(() => look.mutate(), [id]);
  const ticket = query.data;
  const toList = () => void navigate({ to: "/w/$workspace/tickets", params: { workspace }, search: {} });
  const back = (
    <BackLink to="/w/$workspace/tickets" params={{ workspace }} search={{}}>
      {t("tickets.back")}
    </BackLink>
  );
  if (ticket === undefined)
    return (
      <Page header={<PageHeader title={t("tickets.title")} />} narrow>
        {back}
        {query.isPending ? (
          <Loading />
        ) : (
          <ErrorState
            error={query.error}
            onRetry={() => void query.refetch()}
            back={{ label: t("tickets.back"), go: toList }}
          />
        )}
      </Page>
    );
  const over = ticket.merged_into !== null;
  return (
    <Page
      header={
        <PageHeader
          title={`#${ticket.number} ${ticket.subject}`}
          actions={
            !over && (
              <Menu
                label={t("tickets.actions")}
                align="end"
                entries={[
                  { type: "item", label: t("tickets.rename"), onSelect: () => setAsking("rename") },
                  { type: "item", label: t("tickets.merge.do"), onSelect: () => setAsking("merge") },
                ]}
              >
                <More />
              </Menu>
            )
          }
        />
      }
    >
      {back}
      <p className={classes.marks}>
        <TicketBadge status={ticket.status} />
        <DueChip ticket={ticket} />
      </p>
      {ticket.merged_into !== null && (
        <p className={classes.gone}>
          <Link
            to="/w/$workspace/tickets/$ticket"
            params={{ workspace, ticket: ticket.merged_into.id }}
            search={{}}
          >
            {t("tickets.gone", { number: ticket.merged_into.number })}
          </Link>
        </p>
      )}
      <div className={classes.split}>
        <section aria-label={t("tickets.happened")} className={classes.story}>
          {!over && <NoteForm key={ticket.id} workspace={workspace} ticket={ticket} />}
          <Entries workspace={workspace} ticket={ticket} />
        </section>
        <Fields key={ticket.id} workspace={workspace} ticket={ticket} over={over} />
      </div>
      <Suspense fallback={null}>
        {merging && (
          <MergeDialog
            opened={asking === "merge"}
            workspace={workspace}
            ticket={ticket}
            onClose={() => setAsking(null)}
          />
        )}
        {renaming && (
          <RenameDialog
            key={ticket.subject}
            opened={asking === "rename"}
            workspace={workspace}
            ticket={ticket}
            onClose={() => setAsking(null)}
          />
        )}
      </Suspense>
    </Page>
  );
}
