import { Button } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { type Language, useWords } from "@/lib/i18n";
import { Hand } from "@/ui/icons";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../knowledge";
import { proposalsPath } from "./gaps";
import { ProposalCard } from "./ProposalCard";
import classes from "./ProposalList.module.css";

/** What colleagues answered where the assistant could not: each waits for a decision. */
export function ProposalList({ language }: { language: Language | undefined }) {
  const { t } = useWords();
  const { workspace, params } = useWorkspace();
  const filter = language ? { language } : {};
  const proposals = useInfiniteQuery({
    queryKey: ["get", proposalsPath, workspace, filter],
    queryFn: async ({ pageParam, signal }) =>
      got(
        await client.GET(proposalsPath, {
          params: { ...params, query: { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
  if (proposals.isPending) return <Loading rows={3} height={120} />;
  if (proposals.isError) {
    return <ErrorState error={proposals.error} onRetry={() => void proposals.refetch()} />;
  }
  const items = proposals.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return (
      <EmptyState
        icon={<Hand size={22} />}
        title={t("gaps.proposals.none")}
        text={t("gaps.proposals.noneText")}
      />
    );
  }
  return (
    <>
      <p className={classes.look}>{t("gaps.proposals.look")}</p>
      <ul className={classes.list} aria-label={t("gaps.lists.proposals")}>
        {items.map((proposal) => (
          <ProposalCard key={proposal.id} proposal={proposal} />
        ))}
      </ul>
      {proposals.hasNextPage && (
        <Button
          variant="default"
          mt="md"
          loading={proposals.isFetchingNextPage}
          onClick={() => void proposals.fetchNextPage()}
        >
          {t("inbox.more")}
        </Button>
      )}
    </>
  );
}
