import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import { type Filter, listQuery, narrowedBy } from "@/api/conversations";
import { useMe } from "@/api/session";
import { useWords, withWords } from "@/lib/i18n";
import { useShortcut } from "@/lib/shortcuts";
import { type Pending, useUnsent } from "@/lib/unsent";
import { useRoving } from "@/lib/useRoving";
import { Check, Inbox } from "@/ui/icons";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import classes from "./ConversationList.module.css";
import { ConversationRow } from "./ConversationRow";
import { useIsNew } from "./useIsNew";

const FirstSteps = lazy(() => withWords("lists", import("./FirstSteps")));
const Sought = lazy(() => withWords("lists", import("./Sought")));

interface Props {
  workspace: string;
  filter: Filter;
  chosen: string | null;
}

/** Whether words were tried in vain, and whether they will be tried again. What is on its way for the first time is not. */
function heldUp(unsent: readonly Pending[]): "passing" | "failed" | null {
  const failed = unsent.flatMap((one) => one.failed ?? []);
  if (failed.length === 0) return null;
  return failed.every((one) => one.passing) ? "passing" : "failed";
}

/** One Tab stop; arrows walk, Enter opens, J and K walk and open from anywhere on the page. */
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
  const unsent = useUnsent({ workspace, me: useMe()?.user.id ?? "" });
  const roving = useRoving({ ids, chosen, onEnd: more });
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
    return <div className={classes.scroll}>{sought || <Empty workspace={workspace} filter={filter} />}</div>;

  return (
    <div className={classes.scroll}>
      {sought}
      <ul
        ref={roving.ref}
        className={classes.list}
        aria-label={t("inbox.list")}
        onKeyDown={roving.onKeyDown}
        onFocus={roving.onFocus}
      >
        {items.map((item) => (
          <ConversationRow
            key={item.id}
            workspace={workspace}
            conversation={item}
            filter={filter}
            chosen={item.id === chosen}
            tabbable={item.id === roving.current}
            unsent={heldUp(unsent.filter((one) => one.conversation === item.id))}
          />
        ))}
      </ul>
      {hasNextPage && (
        <div ref={sentinel} className={classes.more}>
          <Button variant="subtle" color="gray" loading={isFetchingNextPage} onClick={more}>
            {t("inbox.more")}
          </Button>
        </div>
      )}
    </div>
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
      rootMargin: "400px",
    });
    seen.observe(element);
    return () => seen.disconnect();
  });
  return ref;
}

function Empty({ workspace, filter }: { workspace: string; filter: Filter }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const isNew = useIsNew(workspace);
  if (narrowedBy(filter) > 0)
    return (
      <EmptyState
        title={t("inbox.empty.filtered.title")}
        text={t("inbox.empty.filtered.text")}
        action={
          <Button variant="default" onClick={() => void navigate({ to: ".", search: { view: filter.view } })}>
            {t("inbox.empty.filtered.clear")}
          </Button>
        }
      />
    );
  return (
    <EmptyState
      icon={
        filter.view === "waiting" || filter.view === "unassigned" ? <Check size={22} /> : <Inbox size={22} />
      }
      title={t(`inbox.empty.${filter.view}.title`)}
      text={t(`inbox.empty.${filter.view}.text`)}
      action={
        isNew && (
          <Suspense fallback={null}>
            <FirstSteps workspace={workspace} />
          </Suspense>
        )
      }
    />
  );
}
