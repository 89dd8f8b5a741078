import { $api } from "@/api/client";
import { useWorkspace } from "../useWorkspace";

export interface Choice {
  value: string;
  label: string;
}

/** All that a rule may name here: labels, teams, colleagues, canned replies and chats. */
export function useChoices() {
  const { params } = useWorkspace();
  const labels = $api.useQuery("get", "/api/v1/workspaces/{workspace}/labels", { params });
  const teams = $api.useQuery("get", "/api/v1/workspaces/{workspace}/teams", { params });
  const members = $api.useQuery("get", "/api/v1/workspaces/{workspace}/members", { params });
  const replies = $api.useQuery("get", "/api/v1/workspaces/{workspace}/canned-replies", { params });
  const outlets = $api.useQuery("get", "/api/v1/workspaces/{workspace}/outlets", { params });
  const named = (items: readonly { id: string; name: string }[] | undefined): Choice[] =>
    (items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const shortcuts = new Set((replies.data?.items ?? []).map((reply) => reply.shortcut));
  return {
    labels: named(labels.data?.items),
    teams: named(teams.data?.items),
    members: named(members.data?.items.filter((one) => !one.suspended)),
    replies: [...shortcuts].map((one) => ({ value: one, label: `/${one}` })),
    outlets: named(outlets.data?.items),
  };
}

export type Choices = ReturnType<typeof useChoices>;
