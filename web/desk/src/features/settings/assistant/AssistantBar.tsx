import { Button, NativeSelect } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { $api } from "@/api/client";
import { useWords } from "@/lib/i18n";
import classes from "./Assistants.module.css";
import { listPath, onePath, useAssistant } from "./assistants";
import { Discard } from "./Discard";

/** Which assistant it is, whether customers get what one sees, and the ways on: going live, versions, the others. */
export function AssistantBar({ children }: { children?: ReactNode }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { workspace, assistant, params } = useAssistant();
  const all = $api.useQuery("get", listPath, { params: { path: { workspace } } });
  const one = $api.useQuery("get", onePath, { params });
  const state = one.data;
  const here = { workspace, assistant };
  return (
    <div className={classes.bar}>
      {all.data && all.data.items.length > 1 && (
        <NativeSelect
          aria-label={t("assistant.which")}
          value={state?.id ?? ""}
          data={all.data.items.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) =>
            void navigate({
              to: "/w/$workspace/settings/assistant/$assistant",
              params: { workspace, assistant: event.currentTarget.value },
            })
          }
        />
      )}
      <p role="status" className={classes.state} data-tone={state?.edited ? "wait" : undefined}>
        {state && (state.edited ? t("assistant.edited") : t("assistant.isLive"))}
      </p>
      <div className={classes.ways}>
        {children}
        <Link to="/w/$workspace/settings/assistants" params={{ workspace }} className={classes.way}>
          {t("assistant.all")}
        </Link>
        <Link to="/w/$workspace/settings/assistant/$assistant/reads" params={here} className={classes.way}>
          {t("assistant.reads.name")}
        </Link>
        <Link to="/w/$workspace/settings/assistant/$assistant/versions" params={here} className={classes.way}>
          {t("assistant.versions.name")}
        </Link>
        {state && <Discard of={state} />}
        {state?.edited && (
          <Button
            size="sm"
            onClick={() =>
              void navigate({ to: "/w/$workspace/settings/assistant/$assistant/live", params: here })
            }
          >
            {t("assistant.live.open")}
          </Button>
        )}
      </div>
    </div>
  );
}
