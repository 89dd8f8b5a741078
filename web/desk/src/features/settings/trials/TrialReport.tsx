import { Link, useParams } from "@tanstack/react-router";
import { $api } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { Back } from "@/ui/icons";
import { Section } from "@/ui/Page";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import { Outcome } from "./Outcome";
import { Scenario } from "./Scenario";
import classes from "./Trials.module.css";
import { type Comparison, moment } from "./trials";

/** One run: what has changed since the one before it, then every conversation, those that fail first. */
export function TrialReport() {
  const { t, full } = useWords();
  const { params, workspace } = useWorkspace();
  const { run: id } = useParams({ from: "/signed-in/w/$workspace/settings/trials/$run" });
  const trial = $api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace}/assistant/evaluations/{run_id}",
    { params: { path: { ...params.path, run_id: id } } },
    { refetchInterval: ({ state }) => (state.data?.state === "queued" ? moment : false) },
  );
  const run = trial.data;
  return (
    <>
      <Link to="/w/$workspace/settings/trials" params={{ workspace }} className={classes.back}>
        <Back size={14} /> {t("teaching.trials.all")}
      </Link>
      {trial.isPending && <Loading />}
      {trial.isError && <ErrorState error={trial.error} onRetry={() => void trial.refetch()} />}
      {run && (
        <Section title={run.source} text={full(run.ran_at)} actions={<Outcome run={run} />}>
          <div role="status">
            {run.state === "queued" && <EmptyState title={t("teaching.trials.waiting")} />}
            {run.state === "failed" && (
              <EmptyState title={t("teaching.trials.failed")} text={t("teaching.trials.failedText")} />
            )}
          </div>
          {run.comparison && <Changes comparison={run.comparison} />}
          {[...run.verdicts]
            .sort((one, other) => Number(one.passed) - Number(other.passed))
            .map((verdict) => (
              <Scenario key={verdict.name} verdict={verdict} />
            ))}
        </Section>
      )}
    </>
  );
}

function Changes({ comparison }: { comparison: Comparison }) {
  const { t, full } = useWords();
  const groups = (["broken", "mended", "added", "gone"] as const).filter((one) => comparison[one].length > 0);
  return (
    <div className={classes.changes}>
      <h3>{t("teaching.trials.since", { time: full(comparison.since) })}</h3>
      {groups.length === 0 ? (
        <p>{t("teaching.trials.unchanged")}</p>
      ) : (
        <dl>
          {groups.map((group) => (
            <div key={group} data-tone={group === "broken" ? "bad" : group === "mended" ? "good" : undefined}>
              <dt>{t(`teaching.trials.changes.${group}`, { count: comparison[group].length })}</dt>
              <dd>{comparison[group].join(", ")}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
