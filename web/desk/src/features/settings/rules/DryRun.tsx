import { Button, Stack } from "@mantine/core";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { DryRun as Tried } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { contactName } from "@/ui/contactName";
import { Play } from "@/ui/icons";
import { Refusal } from "@/ui/Refusal";
import { useWorkspace } from "../useWorkspace";
import classes from "./Rules.module.css";
import { rulesPath, type Written } from "./rules";

/** Where the rule as it stands in the form would have met, and what nobody can know of it. */
export function DryRun({ rule, ready }: { rule: Written; ready: boolean }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const run = useAct(
    async () => {
      const { when, match, conditions, actions, stop } = rule;
      const body = { when, match, conditions, actions, stop };
      return got(await client.POST(`${rulesPath}/dry-run`, { params, body }));
    },
    { quiet: true },
  );
  return (
    <Stack gap="xs">
      <p className={classes.quiet}>{t("rules.dry.text")}</p>
      <div>
        <Button
          variant="default"
          leftSection={<Play />}
          disabled={!ready}
          loading={run.isPending}
          onClick={() => run.mutate()}
        >
          {t("rules.dry.run")}
        </Button>
      </div>
      <Refusal error={run.error} />
      <div role="status">{run.data && <Told tried={run.data} />}</div>
    </Stack>
  );
}

function Told({ tried }: { tried: Tried }) {
  const { t, maybe, full } = useWords();
  const looked = tried.looked_at;
  const names = tried.today.map((one) => maybe(`rules.conditions.${one}`) ?? one).join(", ");
  return (
    <Stack gap="xs">
      <strong>
        {tried.met === 0 ? t("rules.dry.none", { looked }) : t("rules.dry.met", { count: tried.met, looked })}
      </strong>
      {!tried.whole && <p className={classes.quiet}>{t("rules.dry.cut", { time: full(tried.since) })}</p>}
      {names !== "" && <p className={classes.quiet}>{t("rules.dry.today", { names })}</p>}
      <p className={classes.quiet}>{t("rules.dry.unknown")}</p>
      <ul className={classes.lines}>
        {tried.lines.slice(0, 10).map((line) => (
          <li key={`${line.conversation_id} ${line.at}`}>
            <bdi>{contactName(t, { id: line.conversation_id, name: line.contact_name, email: null })}</bdi> ·{" "}
            {full(line.at)}
            {line.held && ` · ${t("rules.dry.held")}`}
            <p className={classes.quiet} dir="auto">
              {line.preview}
            </p>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
