import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import { type Filter, listQuery } from "@/api/conversations";
import { useMe } from "@/api/session";
import type { Conversation } from "@/api/types";
import { useWords, withWords } from "@/lib/i18n";
import { usePresence } from "@/lib/live";
import { useShortcut } from "@/lib/shortcuts";
import { type Pending, useUnsent } from "@/lib/unsent";
import { useDrafted } from "@/lib/useDrafted";
import { useRoving } from "@/lib/useRoving";
import { useWindowed } from "@/lib/useWindowed";
import { ErrorState, Loading } from "@/ui/States";
import classes from "./ConversationList.module.css";
import { ConversationRow } from "./ConversationRow";
import { useChosen } from "./useChosen";
import { useRenewed } from "./useRenewed";

const BulkBar = lazy(() => withWords("lists", import("./BulkBar")));
const Empty = lazy(() => withWords("lists", import("./Empty")));
const Sought = lazy(() => withWords("lists", import("./Sought")));

interface Props {
  workspace: string;
  filter: Filter;
  chosen: string | null;
}

/** So many the server does something with at once. */
const most = 100;

/** Whether words were tried in vain, and whether they will be tried again. What is on its way for the first time is not. */
function heldUp(unsent: readonly Pending[]): "passing" | "failed" | null {
  const failed = unsent.flatMap((one) => one.failed ?? []);
  if (failed.length === 0) return null;
  return failed.every((one) => one.passing) ? "passing" : "failed";
}

/**
 * One Tab stop; arrows walk, Enter opens, J and K walk and open from anywhere on the page. Of many rows, only those near
 * what is seen are in the page.
 */
export function ConversationList({ workspace, filter, chosen }: Props) {
  const { t } = useWords();
  const navigate = useNavigate();
  const list = useInfiniteQuery(listQuery(workspace, filter));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const ids = items.map((item) => item.id);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const more = () => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  };
  const me = useMe()?.user.id ?? "";
  const unsent = useUnsent({ workspace, me });
  const drafted = useDrafted({ workspace, me });
  const others = usePresence(workspace).some(({ id }) => id !== me);
  const picked = useChosen(ids);
  const roving = useRoving({ ids, chosen, onEnd: more });
  const name = `${workspace} ${JSON.stringify(filter)}`;
  const windowed = useWindowed({ ids, keep: [roving.current, chosen], name });
  useRenewed(workspace, filter, list.data, windowed.range);
  const sentinel = useSentinel(more);

  // Where J and K have led to, which is ahead of the address while a page is still coming.
  const aim = useRef(chosen);
  useEffect(() => {
    aim.current = chosen;
  }, [chosen]);
  const step = (by: 1 | -1) => {
    const at = aim.current === null ? -1 : ids.indexOf(aim.current);
    const next = ids[at === -1 && by === -1 ? 0 : at + by];
    if (next === undefined) return more();
    roving.focus(next);
    aim.current = next;
    void navigate({
      to: "/w/$workspace/inbox/$conversation",
      params: { workspace, conversation: next },
      search: { ...filter },
    });
  };
  const pick = (range: boolean) => {
    if (roving.current !== null) picked.toggle(roving.current, range);
  };
  useShortcut("choose", () => pick(false));
  useShortcut("chooseTo", () => pick(true));
  useShortcut("letGo", () => picked.put([]), picked.ids.length > 0);
  useShortcut("next", () => step(1));
  useShortcut("previous", () => step(-1));

  if (list.isPending) return <Loading rows={8} height={60} />;
  if (list.isError && items.length === 0)
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  const sought = filter.q !== undefined && (
    <Suspense fallback={null}>
      <Sought found={items.length} onFurther={hasNextPage ? more : null} busy={isFetchingNextPage} />
    </Suspense>
  );
  if (items.length === 0)
    return (
      <div className={classes.scroll}>
        {sought || (
          <Suspense fallback={null}>
            <Empty workspace={workspace} filter={filter} />
          </Suspense>
        )}
      </div>
    );

  return (
    <>
      <div ref={windowed.scrollerRef} className={classes.scroll}>
        {sought}
        <ul
          ref={(element) => {
            roving.ref.current = element;
            windowed.listRef.current = element;
          }}
          data-windowed
          style={{ paddingBottom: windowed.rest }}
          className={classes.list}
          aria-label={t("inbox.list")}
          onKeyDown={roving.onKeyDown}
          onFocus={roving.onFocus}
        >
          {windowed.drawn.map(({ index, gap }) => {
            const item = items[index] as Conversation;
            return (
              <ConversationRow
                key={item.id}
                workspace={workspace}
                conversation={item}
                filter={filter}
                gap={gap}
                place={index + 1}
                of={hasNextPage ? -1 : items.length}
                chosen={item.id === chosen}
                tabbable={item.id === roving.current}
                unsent={heldUp(unsent.filter((one) => one.conversation === item.id))}
                others={others}
                drafted={item.id !== chosen && drafted.has(item.id)}
                me={me}
                picked={picked.has(item.id)}
                picking={picked.ids.length > 0}
                onPick={picked.toggle}
              />
            );
          })}
        </ul>
        {hasNextPage && (
          <div ref={sentinel} className={classes.more}>
            <Button variant="subtle" color="gray" loading={isFetchingNextPage} onClick={more}>
              {t("inbox.more")}
            </Button>
          </div>
        )}
      </div>
      {picked.ids.length > 0 && (
        <Suspense fallback={null}>
          <BulkBar
            workspace={workspace}
            chosen={items.filter((item) => picked.has(item.id))}
            listed={Math.min(ids.length, most)}
            onAll={() => picked.put(ids.slice(0, most))}
            onChosen={picked.put}
          />
        </Suspense>
      )}
    </>
  );
}

/** Loads the next page shortly before its place comes into view. */
function useSentinel(onNear: () => void) {
  const ref = useRef<HTMLDivElement>(null);
  const latest = useRef(onNear);
  useEffect(() => {
    latest.current = onNear;
  });
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const seen = new IntersectionObserver((entries) => entries[0]?.isIntersecting && latest.current(), {
      root: element.parentElement,
      rootMargin: "400px",
    });
    seen.observe(element);
    return () => seen.disconnect();
  });
  return ref;
}
