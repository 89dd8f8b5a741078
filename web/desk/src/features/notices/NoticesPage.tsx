import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { noticesPath, unreadPath } from "@/api/notices";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { useRoving } from "@/lib/useRoving";
import { Bell } from "@/ui/icons";
import { Page, PageHeader } from "@/ui/Page";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { NoticeRow } from "./NoticeRow";
import classes from "./Notices.module.css";

/** What somebody was told, the newest first; what they have not looked at stands out. */
export function NoticesPage() {
  const { t } = useWords();
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  const params = { path: { workspace } };
  const list = useInfiniteQuery({
    queryKey: ["get", noticesPath, workspace],
    queryFn: async ({ pageParam, signal }) =>
      got(
        await client.GET(noticesPath, {
          params: { ...params, query: pageParam === null ? {} : { cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  const read = useAct(
    async (ids: string[] | null) => got(await client.POST(`${noticesPath}/read`, { params, body: { ids } })),
    { stale: [noticesPath, unreadPath] },
  );
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const more = () => void (list.hasNextPage && !list.isFetchingNextPage && list.fetchNextPage());
  const roving = useRoving({ ids: items.map(({ id }) => id), chosen: null, onEnd: more });
  const actions = items.some((one) => !one.read) && (
    <Button variant="default" loading={read.isPending} onClick={() => read.mutate(null)}>
      {t("notices.readAll")}
    </Button>
  );
  return (
    <Page header={<PageHeader title={t("nav.notices")} actions={actions} />} narrow>
      {list.isPending && <Loading rows={5} />}
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && items.length === 0 && (
        <EmptyState icon={<Bell size={22} />} title={t("notices.none")} text={t("notices.noneText")} />
      )}
      {items.length > 0 && (
        <ul
          ref={roving.ref}
          className={classes.list}
          aria-label={t("nav.notices")}
          onKeyDown={roving.onKeyDown}
          onFocus={roving.onFocus}
        >
          {items.map((notice) => (
            <NoticeRow
              key={notice.id}
              notice={notice}
              workspace={workspace}
              tabbable={notice.id === roving.current}
              onRead={() => !notice.read && read.mutate([notice.id])}
            />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button variant="default" mt="md" loading={list.isFetchingNextPage} onClick={more}>
          {t("inbox.more")}
        </Button>
      )}
    </Page>
  );
}
