import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { historyQuery } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { Forward } from "@/ui/icons";
import { Reason } from "@/ui/Reason";
import { StateBadge } from "@/ui/StateBadge";
import { ErrorState, Loading } from "@/ui/States";
import classes from "./Details.module.css";

/** What the name of a rule that did something begins with. */
const byRule = "rule:";

/** Who moved the conversation where, and when. Read only when somebody asks. */
export function History({ workspace, id }: { workspace: string; id: string }) {
  const { t, maybe, full } = useWords();
  const [open, setOpen] = useState(false);
  const history = useQuery({ ...historyQuery(workspace, id), enabled: open });
  return (
    <details className={classes.history} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Forward size={13} className={classes.arrow} />
        {t("talk.details.history")}
      </summary>
      {open && history.isPending && <Loading rows={3} height={30} />}
      {history.isError && <ErrorState error={history.error} onRetry={() => void history.refetch()} />}
      {history.data?.items.length === 0 && <p className={classes.quiet}>{t("talk.details.noHistory")}</p>}
      <ol className={classes.steps}>
        {history.data?.items.map((step) => (
          <li key={`${step.at} ${step.action} ${step.actor}`}>
            <div className={classes.step}>
              <strong>
                <bdi>
                  {step.actor.startsWith(byRule)
                    ? t("talk.rules.by", { name: step.actor.slice(byRule.length) })
                    : (maybe(`conversation.actors.${step.actor}`) ?? step.actor)}
                </bdi>
              </strong>
              <StateBadge state={step.to_state} />
            </div>
            {step.reason !== null && (
              <p>
                <Reason code={step.reason} />
              </p>
            )}
            {step.did.length > 0 && (
              <p>{step.did.map((one) => maybe(`talk.rules.did.${one}`) ?? one).join(" · ")}</p>
            )}
            <time className={classes.quiet} dateTime={step.at}>
              {full(step.at)}
            </time>
          </li>
        ))}
      </ol>
    </details>
  );
}
