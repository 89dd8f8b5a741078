import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Got, Item } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { Row } from "@/ui/Rows";
import { useWorkspace } from "../useWorkspace";
import classes from "./LeadList.module.css";

export const leadsPath = "/api/v1/workspaces/{workspace}/leads";
export type Lead = Item<Got<typeof leadsPath>>;

/** Who is to be called back, about what, and whether somebody has. */
export function LeadRow({ lead, tabbable }: { lead: Lead; tabbable: boolean }) {
  const { t, full } = useWords();
  const { workspace, params } = useWorkspace();
  const name = lead.name ?? lead.email ?? lead.phone ?? "";
  const done = lead.dealt_with_at !== null;
  const deal = useAct(
    async () => {
      const at = { params: { path: { ...params.path, lead_id: lead.id } } };
      const path = `${leadsPath}/{lead_id}/dealt-with` as const;
      return got(done ? await client.DELETE(path, at) : await client.PUT(path, at));
    },
    { done: t(done ? "actions.leads.reopened" : "actions.leads.done"), stale: [leadsPath] },
  );
  return (
    <Row
      name={<bdi>{name}</bdi>}
      detail={
        <>
          <div>
            {lead.email && <a href={`mailto:${lead.email}`}>{lead.email}</a>}
            {lead.email && lead.phone && " · "}
            {lead.phone && <a href={`tel:${lead.phone.replace(/[^\d+]/g, "")}`}>{lead.phone}</a>}
          </div>
          {lead.about !== "" && (
            <div lang={lead.language} className={classes.about}>
              {lead.about}
            </div>
          )}
          <time dateTime={lead.created_at}>{full(lead.created_at)}</time>
          {lead.dealt_with_at !== null && (
            <div>
              {t("actions.leads.doneBy", { name: lead.dealt_with_by ?? "", time: full(lead.dealt_with_at) })}
            </div>
          )}
        </>
      }
    >
      <div className={classes.acts}>
        {lead.conversation_id !== null && (
          <Link
            to="/w/$workspace/inbox/$conversation"
            params={{ workspace, conversation: lead.conversation_id }}
            search={{ view: "all" }}
          >
            {t("actions.leads.open")}
          </Link>
        )}
        <Button
          size="xs"
          variant="default"
          data-id={lead.id}
          tabIndex={tabbable ? 0 : -1}
          loading={deal.isPending}
          aria-label={t(done ? "actions.leads.reopenOf" : "actions.leads.dealOf", { name })}
          onClick={() => deal.mutate()}
        >
          {t(done ? "actions.leads.reopen" : "actions.leads.deal")}
        </Button>
      </div>
    </Row>
  );
}
