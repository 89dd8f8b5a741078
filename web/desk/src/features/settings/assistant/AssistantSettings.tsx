import { $api } from "@/api/client";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import { AssistantForm } from "./AssistantForm";

/** What the assistant says and when it hands over. The form is filled once; live changes never overwrite typing. */
export function AssistantSettings() {
  const { params } = useWorkspace();
  const assistant = $api.useQuery("get", "/api/v1/workspaces/{workspace}/assistant", { params });
  const workspace = $api.useQuery("get", "/api/v1/workspaces/{workspace}", { params });
  if (assistant.isError)
    return <ErrorState error={assistant.error} onRetry={() => void assistant.refetch()} />;
  if (workspace.isError)
    return <ErrorState error={workspace.error} onRetry={() => void workspace.refetch()} />;
  if (assistant.isPending || workspace.isPending) return <Loading />;
  return <AssistantForm assistant={assistant.data} languages={workspace.data.languages} />;
}
