import { Badge, Button } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { type Language, useWords } from "@/lib/i18n";
import { Check } from "@/ui/icons";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../knowledge";
import classes from "./GapList.module.css";
import { type Gap, gapsPath } from "./gaps";

interface Props {
  state: Gap["state"];
  days: number;
  language: Language | undefined;
}

/** The gaps in one state, the most asked first, each with a few ways in which customers put it. */
export function GapList({ state, days, language }: Props) {
  const { t } = useWords();
  const { workspace, params } = useWorkspace();
  const filter = { state, days, ...(language && { language }) };
  const gaps = useInfiniteQuery({
    queryKey: ["get", gapsPath, workspace, filter],
    queryFn: async ({ pageParam, signal }) =>
      got(
        await client.GET(gapsPath, {
          params: { ...params, query: { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
  if (gaps.isPending) return <Loading />;
  if (gaps.isError) return <ErrorState error={gaps.error} onRetry={() => void gaps.refetch()} />;
  const items = gaps.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return (
      <EmptyState
        icon={<Check size={22} />}
        title={t(`gaps.none.${state}`)}
        text={t(`gaps.noneText.${state}`)}
      />
    );
  }
  return (
    <>
      <ul className={classes.list} aria-label={t(`gaps.lists.${state}`)}>
        {items.map((gap) => (
          <GapLine key={gap.id} gap={gap} />
        ))}
      </ul>
      {gaps.hasNextPage && (
        <Button
          variant="default"
          mt="md"
          loading={gaps.isFetchingNextPage}
          onClick={() => void gaps.fetchNextPage()}
        >
          {t("inbox.more")}
        </Button>
      )}
    </>
  );
}

function GapLine({ gap }: { gap: Gap }) {
  const { t, ago, languageName } = useWords();
  const { workspace } = useWorkspace();
  const [first, ...others] = gap.wordings;
  return (
    <li className={classes.gap}>
      <span className={classes.count}>
        {gap.asked}
        <span className="visually-hidden"> {t("gaps.asked", { count: gap.asked })}</span>
      </span>
      <div className={classes.what}>
        <Link
          to="/w/$workspace/knowledge/gaps/$gap"
          params={{ workspace, gap: gap.id }}
          className={classes.name}
          lang={gap.language}
        >
          <bdi>{first ?? t("gaps.wordless")}</bdi>
        </Link>
        {others.length > 0 && (
          <p className={classes.others} lang={gap.language}>
            {others.map((other, i) => (
              <span key={other}>
                {i > 0 && " · "}
                <bdi>{other}</bdi>
              </span>
            ))}
          </p>
        )}
        <div className={classes.facts}>
          <span>{languageName(gap.language)}</span>
          <span>{t("gaps.last", { when: ago(gap.last_asked_at) })}</span>
          {gap.article_status === "draft" && <Badge color="gray">{t("gaps.drafted")}</Badge>}
          {gap.state === "open" && gap.since > 0 && <Badge color="orange">{t("gaps.back")}</Badge>}
        </div>
      </div>
    </li>
  );
}
