import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { isGoing, type Source, sourcesQuery } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import { Plus, Upload } from "@/ui/icons";
import { Page, PageHeader } from "@/ui/Page";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { KnowledgeTabs } from "../KnowledgeTabs";
import { useMayWrite, useWorkspace } from "../knowledge";
import { placeOf, stateOfSource, useNames } from "./names";
import { Reason } from "./Reason";
import { RunProgress } from "./RunProgress";
import classes from "./SourcesPage.module.css";
import { StateMark } from "./StateMark";

/** Where the knowledge comes from: each source with its state, its schedule and its last reading. */
export function SourcesPage() {
  const { t } = useWords();
  const { workspace } = useWorkspace();
  const writes = useMayWrite();
  const sources = useQuery(sourcesQuery(workspace));
  const add = (
    <Button component={Link} to={`/w/${workspace}/knowledge/sources/new`} leftSection={<Plus />}>
      {t("sources.add")}
    </Button>
  );
  return (
    <Page
      header={
        <>
          <PageHeader title={t("nav.knowledge")} name={t("knowledge.tabs.sources")} actions={writes && add} />
          <KnowledgeTabs />
        </>
      }
    >
      {sources.isPending && <Loading />}
      {sources.isError && <ErrorState error={sources.error} onRetry={() => void sources.refetch()} />}
      {sources.data?.items.length === 0 && (
        <EmptyState
          icon={<Upload size={22} />}
          title={t("sources.none")}
          text={`${t("sources.noneText")}${writes ? "" : ` ${t("sources.noneReader")}`}`}
          {...(writes && { action: add })}
        />
      )}
      {sources.data && sources.data.items.length > 0 && (
        <ul className={classes.list} aria-label={t("sources.list")}>
          {sources.data.items.map((source) => (
            <SourceLine key={source.id} source={source} />
          ))}
        </ul>
      )}
    </Page>
  );
}

function SourceLine({ source }: { source: Source }) {
  const { t, ago } = useWords();
  const { workspace } = useWorkspace();
  const { schedule } = useNames();
  const run = source.last_import;
  const going = isGoing(run);
  const read = run?.ended_at ?? source.imported_at;
  const place = placeOf(source);
  return (
    <li className={classes.source}>
      <div className={classes.what}>
        <Link
          to="/w/$workspace/knowledge/sources/$source"
          params={{ workspace, source: source.id }}
          className={classes.name}
        >
          {source.name}
        </Link>
        <div className={classes.facts}>
          {t(`sources.kinds.${source.kind}`)}
          {place !== null && !source.name.endsWith(place) && <span className={classes.place}>{place}</span>}
        </div>
      </div>
      <div className={classes.facts}>
        <span>{t("sources.articles", { count: source.articles })}</span>
        {source.schedule.every !== "never" && <span>{schedule(source.schedule)}</span>}
        {!going && read && <time dateTime={read}>{t("sources.lastRead", { when: ago(read) })}</time>}
        <StateMark state={stateOfSource(source)} />
      </div>
      {going && run !== null && (
        <div className={classes.whole}>
          <RunProgress run={run} name={source.name} />
        </div>
      )}
      {run?.state === "failed" && run.reason !== null && (
        <p className={classes.reason}>
          <Reason reason={run.reason} code={run.reason_code} params={run.reason_params} />
        </p>
      )}
    </li>
  );
}
