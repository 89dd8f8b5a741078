import { Button, Table } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { Section } from "@/ui/Page";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import { AuditLine } from "./AuditLine";

const path = "/api/v1/workspaces/{workspace}/audit";

/** Who did what, newest first. Entries are written once: nobody, not even an admin, can change them. */
export function AuditLog() {
  const { t } = useWords();
  const { params } = useWorkspace();
  const log = useInfiniteQuery({
    queryKey: ["get", path, params.path.workspace],
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
  if (log.isPending) return <Loading />;
  if (log.isError) return <ErrorState error={log.error} onRetry={() => void log.refetch()} />;
  const entries = log.data.pages.flatMap((page) => page.items);
  return (
    <Section title={t("settings.audit.name")} text={t("audit.text")}>
      {entries.length === 0 ? (
        <EmptyState title={t("audit.none")} />
      ) : (
        <Table.ScrollContainer
          minWidth={520}
          // It scrolls on a phone, so the keyboard must reach it.
          scrollAreaProps={{
            viewportProps: { tabIndex: 0, role: "region", "aria-label": t("settings.audit.name") },
          }}
        >
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("audit.at")}</Table.Th>
                <Table.Th>{t("audit.actor")}</Table.Th>
                <Table.Th>{t("audit.action")}</Table.Th>
                <Table.Th>{t("audit.target")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {entries.map((entry) => (
                <AuditLine key={entry.id} entry={entry} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {log.hasNextPage && (
        <Button
          variant="default"
          mt="md"
          loading={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          {t("inbox.more")}
        </Button>
      )}
    </Section>
  );
}
