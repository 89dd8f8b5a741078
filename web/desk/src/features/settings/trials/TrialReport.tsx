import { Button, Group } from "@mantine/core";
import { useNavigate, useParams } from "@tanstack/react-router";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { BackLink } from "@/ui/BackLink";
import { Section } from "@/ui/Page";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import { Outcome } from "./Outcome";
import { Scenario } from "./Scenario";
import classes from "./Trials.module.css";
import { type Comparison, moment, trialPath, trialsPath } from "./trials";

/** One run: what has changed since the one before it, then every conversation, those that fail first. */
export function TrialReport() {
  const { t, full } = useWords();
  const { params, workspace } = useWorkspace();
  const { run: id } = useParams({ from: "/signed-in/w/$workspace/settings/trials/$run" });
  const navigate = useNavigate();
  const at = { params: { path: { ...params.path, run_id: id } } };
  const again = useAct(async () => got(await client.POST(`${trialPath}/again`, at)), {
    stale: [trialsPath],
    onDone: (run) =>
      void navigate({ to: "/w/$workspace/settings/trials/$run", params: { workspace, run: run.id } }),
  });
  const trial = $api.useQuery("get", trialPath, at, {
    refetchInterval: ({ state }) => (state.data?.state === "queued" ? moment : false),
  });
  const run = trial.data;
  return (
    <>
      <BackLink to="/w/$workspace/settings/trials" params={{ workspace }}>
        {t("teaching.trials.all")}
      </BackLink>
      {trial.isPending && <Loading />}
      {trial.isError && (
        <ErrorState
          error={trial.error}
          onRetry={() => void trial.refetch()}
          back={{
            label: t("teaching.trials.all"),
            go: () => void navigate({ to: "/w/$workspace/settings/trials", params: { workspace } }),
          }}
        />
      )}
      {run && (
        <Section
          title={run.source}
          text={full(run.ran_at)}
          actions={
            <Group gap="sm">
              <Outcome run={run} />
              {run.repeatable && run.state !== "queued" && (
                <Button size="xs" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
                  {t("teaching.trials.again")}
                </Button>
              )}
            </Group>
          }
        >
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
