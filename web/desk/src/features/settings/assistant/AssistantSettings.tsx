import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { lazy, Suspense, useState } from "react";
import { $api } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { useEver } from "@/lib/opened";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import { AssistantBar } from "./AssistantBar";
import { AssistantForm } from "./AssistantForm";
import classes from "./Assistants.module.css";
import { draftPath, useAssistant } from "./assistants";

const TryDraft = lazy(() => import("./TryDraft"));
const TryDraftDrawer = lazy(() => import("./TryDraftDrawer"));

/**
 * What an assistant says and when it hands over, as it is being edited, beside a place to try it. The form is filled
 * once; live changes never overwrite typing.
 */
export function AssistantSettings() {
  const { t } = useWords();
  const { params: here } = useWorkspace();
  const { assistant, params } = useAssistant();
  const [trying, setTrying] = useState(false);
  const everTried = useEver(trying);
  const roomy = useMediaQuery("(width >= 90em)");
  const draft = $api.useQuery("get", draftPath, { params });
  const workspace = $api.useQuery("get", "/api/v1/workspaces/{workspace}", { params: here });
  if (draft.isError) return <ErrorState error={draft.error} onRetry={() => void draft.refetch()} />;
  if (workspace.isError)
    return <ErrorState error={workspace.error} onRetry={() => void workspace.refetch()} />;
  if (draft.isPending || workspace.isPending) return <Loading />;
  return (
    <>
      <AssistantBar>
        <Button variant="default" size="sm" className={classes.narrow ?? ""} onClick={() => setTrying(true)}>
          {t("assistant.try.name")}
        </Button>
      </AssistantBar>
      <div className={classes.beside}>
        <AssistantForm key={assistant} assistant={draft.data} languages={workspace.data.languages} />
        <aside className={classes.panel} aria-label={t("assistant.try.name")}>
          {roomy && (
            <Suspense fallback={null}>
              <TryDraft />
            </Suspense>
          )}
        </aside>
      </div>
      <Suspense fallback={null}>
        {everTried && <TryDraftDrawer opened={trying} onClose={() => setTrying(false)} />}
      </Suspense>
    </>
  );
}
