import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { isGoing, type Report, reportQuery, sourceQuery } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import { IconButton } from "@/ui/IconButton";
import { Back } from "@/ui/icons";
import { Page, PageHeader, Section } from "@/ui/Page";
import { ErrorState, Loading } from "@/ui/States";
import { useMayWrite, useWorkspace } from "../knowledge";
import { ChangeList } from "./ChangeList";
import { stateOf, useNames } from "./names";
import { Reason } from "./Reason";
import classes from "./RunPage.module.css";
import { RunProgress } from "./RunProgress";
import { SkippedList } from "./SkippedList";
import { StateMark } from "./StateMark";
import { useImporting } from "./useImporting";

const counted = ["found", "read", "added", "changed", "removed", "unchanged", "skipped"] as const;

/** One import: how far it is or what it did, what was left out and why, and what says nearly the same. */
export function RunPage() {
  const { t, full } = useWords();
  const { workspace } = useWorkspace();
  const { source, run } = useParams({
    from: "/signed-in/w/$workspace/knowledge/sources/$source/imports/$run",
  });
  const navigate = useNavigate();
  const report = useQuery(reportQuery(workspace, source, run));
  const name = useQuery(sourceQuery(workspace, source)).data?.name ?? t("sources.list");
  const back = (
    <IconButton
      label={t("sources.report.back", { name })}
      onClick={() =>
        void navigate({ to: "/w/$workspace/knowledge/sources/$source", params: { workspace, source } })
      }
    >
      <Back />
    </IconButton>
  );
  if (report.isPending) return <Loading />;
  if (report.isError) {
    const go = () => void navigate({ to: "/w/$workspace/knowledge/sources", params: { workspace } });
    const home = { label: t("sources.back"), go };
    return <ErrorState error={report.error} onRetry={() => void report.refetch()} back={home} />;
  }
  return (
    <Page
      header={
        <PageHeader
          title={t("sources.report.title", { when: full(report.data.created_at) })}
          back={back}
          actions={<StopButton report={report.data} />}
        />
      }
    >
      <Outcome report={report.data} name={name} />
      <Section title={t("sources.report.changesTitle")} text={t("sources.report.changesText")}>
        <ChangeList report={report.data} />
      </Section>
      <Section title={t("sources.report.skippedTitle")} text={t("sources.report.skippedText")}>
        <SkippedList report={report.data} />
      </Section>
      <Section title={t("sources.report.alikeTitle")} text={t("sources.report.alikeText")}>
        <Pairs pairs={report.data.duplicates} />
      </Section>
    </Page>
  );
}

function StopButton({ report }: { report: Report }) {
  const { t } = useWords();
  const writes = useMayWrite();
  const { stop } = useImporting({ id: report.source_id, last_import: report });
  if (!writes || !isGoing(report)) return null;
  return (
    <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate()}>
      {t("sources.stop")}
    </Button>
  );
}

function Outcome({ report, name }: { report: Report; name: string }) {
  const { t, full, language } = useWords();
  const number = new Intl.NumberFormat(language);
  const { workspace } = useWorkspace();
  const { begun, took } = useNames();
  const values = { begun: begun(report), when: full(report.created_at) };
  return (
    <Section title={t("sources.report.counts")}>
      <div className={classes.head}>
        <StateMark state={stateOf(report)} />
        {report.started_at !== null && report.ended_at !== null
          ? t("sources.report.took", {
              ...values,
              time: took(report.started_at, report.ended_at),
            })
          : t("sources.report.when", values)}
      </div>
      {isGoing(report) && <RunProgress run={report} name={name} />}
      {report.state === "failed" && (
        <div className={classes.failed} role="alert">
          <strong>{t("sources.report.failed")}</strong>
          {report.reason !== null && (
            <div>
              <Reason reason={report.reason} code={report.reason_code} params={report.reason_params} />
            </div>
          )}
        </div>
      )}
      {report.state === "cancelled" && <p className={classes.quiet}>{t("sources.report.cancelled")}</p>}
      <dl className={classes.counts}>
        {counted.map((count) => (
          <div key={count} className={classes.count}>
            <dt>{t(`sources.report.${count}`)}</dt>
            <dd>{number.format(report[count])}</dd>
          </div>
        ))}
      </dl>
      <Link
        to="/w/$workspace/knowledge"
        params={{ workspace }}
        search={{ source: report.source_id }}
        className={classes.articles}
      >
        {t("sources.showArticles")}
      </Link>
    </Section>
  );
}

function Pairs({ pairs }: { pairs: Report["duplicates"] }) {
  const { t, language } = useWords();
  const { workspace } = useWorkspace();
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  if (pairs.length === 0) return <p className={classes.quiet}>{t("sources.report.alikeNone")}</p>;
  return (
    <ul className={classes.pairs}>
      {pairs.map(({ article, other, share }) => (
        <li key={article.id + other.id} className={classes.pair}>
          {[article, other].map((one) => (
            <Link
              key={one.id}
              to="/w/$workspace/knowledge/$article"
              params={{ workspace, article: one.id }}
              className={classes.link}
              lang={one.language}
            >
              {one.title}
            </Link>
          ))}
          <span className={classes.share}>{t("sources.report.alike", { share: percent.format(share) })}</span>
        </li>
      ))}
    </ul>
  );
}
