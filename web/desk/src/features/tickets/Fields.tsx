import { Button, NativeSelect } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import { useMe } from "@/api/session";
import { priorities, statuses, type Ticket, ticketKeys, ticketPath } from "@/api/tickets";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { useSet } from "@/lib/useSet";
import { contactName } from "@/ui/contactName";
import { Pencil } from "@/ui/icons";
import { LabelPill } from "@/ui/LabelPill";
import { Menu } from "@/ui/Menu";
import { PromiseChip } from "@/ui/tickets/DueChip";
import classes from "./TicketPage.module.css";
import { useChange } from "./useChange";

interface Props {
  workspace: string;
  ticket: Ticket;
  /** It goes on elsewhere: nothing of it is changed any more. */
  over: boolean;
}

/** How it stands, who does it, and what is promised. */
export function Fields({ workspace, ticket, over }: Props) {
  const { t } = useWords();
  const params = { path: { workspace } };
  const at = "/api/v1/workspaces/{workspace}" as const;
  const members = $api.useQuery("get", `${at}/members`, { params }).data?.items ?? [];
  const teams = $api.useQuery("get", `${at}/teams`, { params }).data?.items ?? [];
  const put = useChange(workspace, ticket.id).mutateAsync;
  const [status, setStatus] = useSet(ticket.status, (status) => put({ status }));
  const [priority, setPriority] = useSet(ticket.priority, (priority) => put({ priority }));
  const [assignee, setAssignee] = useSet(ticket.assignee?.id ?? "", (id) => put({ assignee_id: id || null }));
  const [team, setTeam] = useSet(ticket.team?.id ?? "", (id) => put({ team_id: id || null }));
  const { contact, response, resolution } = ticket;
  const paused = ticket.paused_at !== null;
  const people = members.filter((one) => !one.suspended || one.id === ticket.assignee?.id);
  return (
    <aside className={classes.fields} aria-label={t("tickets.details")}>
      <div className={classes.chips}>
        <h2>{t("tickets.promised")}</h2>
        {response === null && resolution === null && (
          <p className={classes.quiet}>{t("tickets.nothingPromised")}</p>
        )}
        {response && <PromiseChip which="response" promise={response} paused={paused} />}
        {resolution && <PromiseChip which="resolution" promise={resolution} paused={paused} />}
      </div>
      <NativeSelect
        label={t("tickets.status")}
        value={status}
        disabled={over}
        data={statuses.map((one) => ({ value: one, label: t(`tickets.statuses.${one}`) }))}
        onChange={(event) => setStatus(event.currentTarget.value as Ticket["status"])}
      />
      <NativeSelect
        label={t("tickets.priority")}
        value={priority}
        disabled={over}
        data={priorities.map((one) => ({ value: one, label: t(`tickets.priorities.${one}`) }))}
        onChange={(event) => setPriority(event.currentTarget.value as Ticket["priority"])}
      />
      <NativeSelect
        label={t("tickets.assignee")}
        value={assignee}
        disabled={over}
        data={[
          { value: "", label: t("tickets.nobody") },
          ...people.map((one) => ({ value: one.id, label: one.name })),
        ]}
        onChange={(event) => setAssignee(event.currentTarget.value)}
      />
      <NativeSelect
        label={t("tickets.team")}
        value={team}
        disabled={over}
        data={[
          { value: "", label: t("tickets.noTeam") },
          ...teams.map((one) => ({ value: one.id, label: one.name })),
        ]}
        onChange={(event) => setTeam(event.currentTarget.value)}
      />
      <Labels workspace={workspace} ticket={ticket} over={over} />
      <div>
        <h3>{t("tickets.customer")}</h3>
        <p>
          {contact === null ? (
            <span className={classes.quiet}>{t("tickets.noCustomer")}</span>
          ) : (
            <bdi>{[contactName(t, contact), contact.name && contact.email].filter(Boolean).join(" · ")}</bdi>
          )}
        </p>
        {ticket.conversation_id !== null && (
          <Link
            to="/w/$workspace/inbox/$conversation"
            params={{ workspace, conversation: ticket.conversation_id }}
            search={{ view: "all" }}
          >
            {t("tickets.conversation")}
          </Link>
        )}
      </div>
      {!over && <Watch workspace={workspace} ticket={ticket} />}
    </aside>
  );
}

function Labels({ workspace, ticket, over }: Props) {
  const { t } = useWords();
  const all = $api.useQuery("get", "/api/v1/workspaces/{workspace}/labels", {
    params: { path: { workspace } },
  });
  const put = useChange(workspace, ticket.id).mutateAsync;
  const [has, set] = useSet(
    ticket.labels.map(({ id }) => id),
    (labels) => put({ labels }),
  );
  const items = all.data?.items ?? [];
  const toggle = (id: string) => set(has.includes(id) ? has.filter((one) => one !== id) : [...has, id]);
  const shown = (items.length > 0 ? items : ticket.labels).filter(({ id }) => has.includes(id));
  return (
    <div>
      <div className={classes.labelsHead}>
        <h3>{t("tickets.labels")}</h3>
        {items.length > 0 && !over && (
          <Menu
            label={t("tickets.editLabels")}
            align="end"
            entries={items.map((label) => ({
              type: "item",
              label: label.name,
              several: true,
              stays: true,
              chosen: has.includes(label.id),
              onSelect: () => toggle(label.id),
            }))}
          >
            <Pencil />
          </Menu>
        )}
      </div>
      {shown.length === 0 ? (
        <p className={classes.quiet}>{t("tickets.noLabels")}</p>
      ) : (
        <ul className={classes.labels}>
          {shown.map((label) => (
            <li key={label.id}>
              <LabelPill label={label} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Watch({ workspace, ticket }: { workspace: string; ticket: Ticket }) {
  const { t } = useWords();
  const me = useMe()?.user.id ?? "";
  const watches = ticket.watchers.some(({ id }) => id === me);
  const others = ticket.watchers.map(({ name }) => name).join(", ");
  const put = useAct(
    async (on: boolean) => {
      const at = { params: { path: { workspace, ticket_id: ticket.id, user_id: me } } };
      const path = `${ticketPath}/watchers/{user_id}` as const;
      return got(on ? await client.PUT(path, at) : await client.DELETE(path, at));
    },
    { stale: [ticketKeys.all(workspace)] },
  );
  return (
    <div>
      {others !== "" && <p className={classes.quiet}>{t("tickets.watchers", { names: others })}</p>}
      <Button variant="default" fullWidth loading={put.isPending} onClick={() => put.mutate(!watches)}>
        {t(watches ? "tickets.unwatch" : "tickets.watch")}
      </Button>
    </div>
  );
}
