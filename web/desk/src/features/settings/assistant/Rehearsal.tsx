import { Button } from "@mantine/core";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { Section } from "@/ui/Page";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import classes from "./Assistants.module.css";
import { rehearsalsPath, useAssistant } from "./assistants";
import { SideBySide } from "./SideBySide";

/** How often to look whether a rehearsal that waits has been made. */
const moment = 1000;

/** The scenarios and their last rehearsal, and what of it holds the draft up: not tried yet, or some break. */
export function useRehearsal() {
  const { params } = useAssistant();
  const query = $api.useQuery(
    "get",
    rehearsalsPath,
    { params },
    { refetchInterval: ({ state }) => (state.data?.last?.state === "queued" ? moment : false) },
  );
  const before = query.data;
  const last = before?.last ?? null;
  const broken = last?.cases.filter((one) => one.broken).length ?? 0;
  const held: "untried" | "broken" | null =
    before === undefined || before.scenarios === 0
      ? null
      : !last?.current
        ? "untried"
        : broken > 0
          ? "broken"
          : null;
  return { query, before, last, broken, held };
}

/** The scenarios tried on the draft, beside what customers get now. */
export function Rehearsal() {
  const { t, full } = useWords();
  const { params } = useAssistant();
  const { query, before, last, broken, held } = useRehearsal();
  const start = useAct(async () => got(await client.POST(rehearsalsPath, { params })), {
    stale: [rehearsalsPath],
  });
  if (query.isPending) return <Loading />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (before === undefined || before.scenarios === 0)
    return (
      <Section title={t("assistant.live.scenarios")}>
        <EmptyState title={t("assistant.live.noScenarios")} text={t("assistant.live.noScenariosText")} />
      </Section>
    );
  const waits = last?.state === "queued";
  const shown = last?.state === "done" && last.current ? last : null;
  const mended = shown?.cases.filter((one) => one.mended).length ?? 0;
  return (
    <Section
      title={t("assistant.live.scenarios")}
      text={t("assistant.live.scenariosText", { count: before.scenarios })}
      actions={
        <Button
          size="sm"
          variant={held === "untried" ? "filled" : "default"}
          loading={start.isPending || waits}
          onClick={() => start.mutate()}
        >
          {t("assistant.live.rehearse")}
        </Button>
      }
    >
      <div role="status">
        {waits && <p>{t("assistant.live.waits")}</p>}
        {last?.state === "failed" && <p>{t("assistant.live.failed")}</p>}
        {last?.state === "done" && !last.current && <p>{t("assistant.live.old")}</p>}
        {shown && (
          <p className={classes.name}>
            <span className={classes.badge} data-tone={broken > 0 ? "bad" : "good"}>
              {t("assistant.live.brokenCount", { count: broken })}
            </span>
            <span className={classes.badge}>{t("assistant.live.mendedCount", { count: mended })}</span>
            <span>
              {t("assistant.live.passed", { passed: shown.passed, total: shown.cases.length })}
              {" · "}
              {full(shown.ran_at)}
            </span>
          </p>
        )}
      </div>
      {shown && <SideBySide cases={shown.cases} />}
    </Section>
  );
}
