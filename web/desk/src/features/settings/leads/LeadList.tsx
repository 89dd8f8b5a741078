import { Button, Group } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useHasRole } from "@/api/session";
import { useWords } from "@/lib/i18n";
import { useRoving } from "@/lib/useRoving";
import { Choice } from "@/ui/Choice";
import { Inbox } from "@/ui/icons";
import { Section } from "@/ui/Page";
import { Rows } from "@/ui/Rows";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import classes from "./LeadList.module.css";
import { LeadMail } from "./LeadMail";
import { LeadRow, leadsPath } from "./LeadRow";

export const leadStates = ["open", "dealt_with", "all"] as const;
export type LeadState = (typeof leadStates)[number];

/** Contact details that customers left, the newest first: those of whom somebody must be called back, or others. */
export function LeadList() {
  const { t } = useWords();
  const { workspace, params } = useWorkspace();
  const navigate = useNavigate();
  const { state = "open" } = useSearch({ from: "/signed-in/w/$workspace/settings/leads" });
  const admin = useHasRole(workspace, "admin");
  const leads = useInfiniteQuery({
    queryKey: ["get", leadsPath, workspace, state],
    queryFn: async ({ pageParam, signal }) =>
      got(
        await client.GET(leadsPath, {
          params: { ...params, query: { state, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  const items = leads.data?.pages.flatMap((page) => page.items) ?? [];
  const more = () => void (leads.hasNextPage && !leads.isFetchingNextPage && leads.fetchNextPage());
  const roving = useRoving({ ids: items.map(({ id }) => id), chosen: null, onEnd: more });
  return (
    <>
      <Section
        title={t("settings.leads.name")}
        text={t("actions.leads.text")}
        actions={
          <Group gap="xs">
            <Choice
              label={t("actions.leads.which")}
              value={state}
              options={leadStates.map((one) => ({ value: one, label: t(`actions.leads.states.${one}`) }))}
              onChange={(one) =>
                void navigate({
                  to: "/w/$workspace/settings/leads",
                  params: { workspace },
                  search: one === "open" ? {} : { state: one as LeadState },
                  replace: true,
                })
              }
            />
            {items.length > 0 && (
              <Button
                component="a"
                variant="default"
                download
                href={`/api/v1/workspaces/${encodeURIComponent(workspace)}/leads/export?state=${state}`}
              >
                {t("actions.leads.export")}
              </Button>
            )}
          </Group>
        }
      >
        {leads.isPending && <Loading rows={4} />}
        {leads.isError && <ErrorState error={leads.error} onRetry={() => void leads.refetch()} />}
        {leads.data && items.length === 0 && (
          <EmptyState
            icon={<Inbox size={22} />}
            title={t(`actions.leads.empty.${state}`)}
            text={state === "dealt_with" ? undefined : t("actions.leads.noneText")}
          />
        )}
        {items.length > 0 && (
          <div className={classes.leads}>
            <Rows
              ref={roving.ref}
              aria-label={t("settings.leads.name")}
              onKeyDown={roving.onKeyDown}
              onFocus={roving.onFocus}
            >
              {items.map((lead) => (
                <LeadRow key={lead.id} lead={lead} tabbable={lead.id === roving.current} />
              ))}
            </Rows>
          </div>
        )}
        {leads.hasNextPage && (
          <Button variant="default" mt="md" loading={leads.isFetchingNextPage} onClick={more}>
            {t("inbox.more")}
          </Button>
        )}
      </Section>
      {admin && <LeadMail />}
    </>
  );
}
