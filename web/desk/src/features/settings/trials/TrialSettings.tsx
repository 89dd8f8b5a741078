import { Button, Group } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { Check } from "@/ui/icons";
import { Section } from "@/ui/Page";
import { Row, Rows } from "@/ui/Rows";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import { Outcome } from "./Outcome";
import { OwnScenarios } from "./OwnScenarios";
import classes from "./Trials.module.css";
import { moment, type TrialLine, trialsPath } from "./trials";

/** Scenarios and what came of them: run them before going live and after every change. */
export function TrialSettings() {
  const { t, full } = useWords();
  const { params, workspace } = useWorkspace();
  const navigate = useNavigate();
  const [writing, setWriting] = useState(false);
  const trials = $api.useQuery(
    "get",
    trialsPath,
    { params },
    {
      refetchInterval: ({ state }) =>
        state.data?.runs.some((run) => run.state === "queued") ? moment : false,
    },
  );
  const open = (run: TrialLine) =>
    void navigate({ to: "/w/$workspace/settings/trials/$run", params: { workspace, run: run.id } });
  const start = useAct(
    async () => got(await client.POST(trialsPath, { params, body: { source: null, scenarios: null } })),
    { stale: [trialsPath], onDone: open },
  );
  if (trials.isPending) return <Loading />;
  if (trials.isError) return <ErrorState error={trials.error} onRetry={() => void trials.refetch()} />;
  const { template, runs } = trials.data;
  const actions = (
    <Group gap="xs" mb="sm">
      <Button variant={template === null ? "filled" : "default"} onClick={() => setWriting(true)}>
        {t("teaching.trials.own")}
      </Button>
      {template !== null && (
        <Button loading={start.isPending} onClick={() => start.mutate()}>
          {t("teaching.trials.run", { template })}
        </Button>
      )}
    </Group>
  );
  return (
    <Section title={t("settings.trials.name")} text={t("teaching.trials.text")}>
      {actions}
      {runs.length === 0 ? (
        <EmptyState
          icon={<Check size={22} />}
          title={t("teaching.trials.none")}
          text={t("teaching.trials.noneText")}
        />
      ) : (
        <Rows>
          {runs.map((run) => (
            <Row
              key={run.id}
              name={
                <Link
                  to="/w/$workspace/settings/trials/$run"
                  params={{ workspace, run: run.id }}
                  className={classes.run}
                >
                  {run.source}
                </Link>
              }
              detail={<time dateTime={run.ran_at}>{full(run.ran_at)}</time>}
            >
              <Outcome run={run} />
            </Row>
          ))}
        </Rows>
      )}
      {writing && <OwnScenarios onClose={() => setWriting(false)} onAsked={open} />}
    </Section>
  );
}
