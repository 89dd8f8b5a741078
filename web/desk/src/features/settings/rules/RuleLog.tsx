import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { RuleRun } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { contactName } from "@/ui/contactName";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import classes from "./Rules.module.css";
import { rulesPath } from "./rules";

const path = `${rulesPath}/{rule_id}/runs` as const;

/** What a rule did, the newest first, each with the way to its conversation. */
export function RuleLog({ rule }: { rule: string }) {
  const { t } = useWords();
  const { workspace, params } = useWorkspace();
  const log = useInfiniteQuery({
    queryKey: ["get", path, workspace, rule],
    queryFn: async ({ pageParam, signal }) =>
      got(
        await client.GET(path, {
          params: {
            path: { ...params.path, rule_id: rule },
            query: pageParam === null ? { limit: 20 } : { limit: 20, cursor: pageParam },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  if (log.isPending) return <Loading rows={2} />;
  if (log.isError) return <ErrorState error={log.error} onRetry={() => void log.refetch()} />;
  const runs = log.data.pages.flatMap((page) => page.items);
  return (
    <>
      {runs.length === 0 && <p className={classes.quiet}>{t("rules.noLog")}</p>}
      <ul className={classes.lines}>
        {runs.map((run) => (
          <li key={run.id}>
            <Line run={run} workspace={workspace} />
          </li>
        ))}
      </ul>
      {log.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          loading={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          {t("inbox.more")}
        </Button>
      )}
    </>
  );
}

function Line({ run, workspace }: { run: RuleRun; workspace: string }) {
  const { t, maybe, full } = useWords();
  const did = run.did.map(({ do: what, came, why }) => {
    const name = maybe(`talk.rules.did.${what}`) ?? what;
    if (came === "done") return name;
    const reason = why === null ? t("rules.outcomes.unchanged") : (maybe(`problems.${why}`) ?? why);
    return `${name} (${reason})`;
  });
  const why = run.why === null ? [] : [t(`rules.guards.${run.why}`)];
  return (
    <>
      <Link
        to="/w/$workspace/inbox/$conversation"
        params={{ workspace, conversation: run.conversation_id }}
        search={{ view: "all" }}
      >
        <bdi>{contactName(t, { id: run.conversation_id, name: run.contact_name, email: null })}</bdi>
      </Link>{" "}
      · {t(`rules.outcomes.${run.outcome}`)} · <time dateTime={run.at}>{full(run.at)}</time>
      <p className={classes.quiet}>{[...why, ...did].join(" · ")}</p>
    </>
  );
}
