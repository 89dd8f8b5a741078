import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Run, runsQuery, type Source } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import { Row, Rows } from "@/ui/Rows";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../knowledge";
import { stateOf, useNames } from "./names";
import classes from "./RunList.module.css";
import { StateMark } from "./StateMark";

const counted = ["added", "changed", "removed", "unchanged", "skipped"] as const;

/** The imports of a source, the newest first; each leads to its report. */
export function RunList({ source }: { source: Source }) {
  const { t } = useWords();
  const { workspace } = useWorkspace();
  const runs = useInfiniteQuery(runsQuery(workspace, source.id));
  if (runs.isPending) return <Loading rows={2} />;
  if (runs.isError) return <ErrorState error={runs.error} onRetry={() => void runs.refetch()} />;
  const items = runs.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <p className={classes.none}>{t("sources.runsNone")}</p>;
  return (
    <>
      <Rows>
        {items.map((run) => (
          <RunLine key={run.id} run={run} source={source.id} />
        ))}
      </Rows>
      {runs.hasNextPage && (
        <Button
          variant="default"
          mt="sm"
          loading={runs.isFetchingNextPage}
          onClick={() => void runs.fetchNextPage()}
        >
          {t("sources.runsMore")}
        </Button>
      )}
    </>
  );
}

function RunLine({ run, source }: { run: Run; source: string }) {
  const { t, full, language } = useWords();
  const number = new Intl.NumberFormat(language);
  const { workspace } = useWorkspace();
  const { begun } = useNames();
  const counts = counted.filter((count) => run[count] > 0);
  return (
    <Row
      name={
        <Link
          to="/w/$workspace/knowledge/sources/$source/imports/$run"
          params={{ workspace, source, run: run.id }}
          className={classes.link}
        >
          {full(run.created_at)}
        </Link>
      }
      detail={[
        begun(run),
        ...counts.map((count) => `${number.format(run[count])} ${t(`sources.report.${count}`)}`),
      ].join(" · ")}
    >
      <StateMark state={stateOf(run)} />
    </Row>
  );
}
