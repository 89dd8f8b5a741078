import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useHasRole } from "@/api/session";
import { useWords } from "@/lib/i18n";
import { Inbox } from "@/ui/icons";
import { Section } from "@/ui/Page";
import { Row, Rows } from "@/ui/Rows";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import classes from "./LeadList.module.css";
import { LeadMail } from "./LeadMail";

const path = "/api/v1/workspaces/{workspace}/leads";

/** Contact details that customers left, the newest first. */
export function LeadList() {
  const { t, full } = useWords();
  const { workspace, params } = useWorkspace();
  const admin = useHasRole(workspace, "admin");
  const leads = useInfiniteQuery({
    queryKey: ["get", path, workspace],
    queryFn: async ({ pageParam, signal }) =>
      got(
        await client.GET(path, {
          params: { ...params, query: pageParam === null ? {} : { cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  const items = leads.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <Section
        title={t("settings.leads.name")}
        text={t("actions.leads.text")}
        actions={
          items.length > 0 && (
            <Button
              component="a"
              variant="default"
              download
              href={`/api/v1/workspaces/${encodeURIComponent(workspace)}/leads/export`}
            >
              {t("actions.leads.export")}
            </Button>
          )
        }
      >
        {leads.isPending && <Loading rows={4} />}
        {leads.isError && <ErrorState error={leads.error} onRetry={() => void leads.refetch()} />}
        {leads.data && items.length === 0 && (
          <EmptyState
            icon={<Inbox size={22} />}
            title={t("actions.leads.none")}
            text={t("actions.leads.noneText")}
          />
        )}
        {items.length > 0 && (
          <div className={classes.leads}>
            <Rows>
              {items.map((lead) => (
                <Row
                  key={lead.id}
                  name={<bdi>{lead.name ?? lead.email ?? lead.phone}</bdi>}
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
                    </>
                  }
                >
                  {lead.conversation_id !== null && (
                    <Link
                      to="/w/$workspace/inbox/$conversation"
                      params={{ workspace, conversation: lead.conversation_id }}
                      search={{ view: "all" }}
                    >
                      {t("actions.leads.open")}
                    </Link>
                  )}
                </Row>
              ))}
            </Rows>
          </div>
        )}
        {leads.hasNextPage && (
          <Button
            variant="default"
            mt="md"
            loading={leads.isFetchingNextPage}
            onClick={() => void leads.fetchNextPage()}
          >
            {t("inbox.more")}
          </Button>
        )}
      </Section>
      {admin && <LeadMail />}
    </>
  );
}
