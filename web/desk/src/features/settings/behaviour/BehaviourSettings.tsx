import { useParams } from "@tanstack/react-router";
import { $api } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { BackLink } from "@/ui/BackLink";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import { BehaviourForm } from "./BehaviourForm";

/** What one widget does beside looking as it does: it asks before a chat, speaks first, sounds. */
export function BehaviourSettings() {
  const { t } = useWords();
  const { workspace, params } = useWorkspace();
  const { key } = useParams({ strict: false });
  const id = key ?? "";
  const home = $api.useQuery("get", "/api/v1/workspaces/{workspace}", { params });
  const all = $api.useQuery("get", "/api/v1/workspaces/{workspace}/widget-keys", { params });
  const behaviour = $api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace}/widget-keys/{widget_key_id}/behaviour",
    { params: { path: { ...params.path, widget_key_id: id } } },
  );
  const failed = [home, all, behaviour].find(({ isError }) => isError);
  if (failed?.error) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!home.data || !all.data || !behaviour.data) return <Loading rows={4} />;
  return (
    <>
      <BackLink to="/w/$workspace/settings/widget" params={{ workspace }}>
        {t("widget.behaviour.back")}
      </BackLink>
      <BehaviourForm
        workspace={workspace}
        id={id}
        name={all.data.items.find((one) => one.id === id)?.name ?? ""}
        languages={home.data.languages}
        behaviour={behaviour.data}
      />
    </>
  );
}
