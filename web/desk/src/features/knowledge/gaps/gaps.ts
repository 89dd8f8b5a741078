import { useSearch } from "@tanstack/react-router";
import { $api } from "@/api/client";
import type { Got, Item, WorkspacePath } from "@/api/types";
import { useWorkspace } from "../knowledge";

export const gapsPath = "/api/v1/workspaces/{workspace}/knowledge/gaps";
export const gapPath = "/api/v1/workspaces/{workspace}/knowledge/gaps/{gap_id}";
export const gapCountPath = "/api/v1/workspaces/{workspace}/knowledge/gaps/count";
export const gapQuestionsPath = "/api/v1/workspaces/{workspace}/knowledge/gaps/{gap_id}/questions";
export const proposalsPath = "/api/v1/workspaces/{workspace}/knowledge/proposals";
export const proposalPath = "/api/v1/workspaces/{workspace}/knowledge/proposals/{proposal_id}";

export type Gap = Item<Got<`${WorkspacePath}/knowledge/gaps`>>;
export type Proposal = Item<Got<`${WorkspacePath}/knowledge/proposals`>>;

/** What a decision about a gap or a proposal makes stale: both lists, and the numbers beside them. */
export const staleLists = [gapsPath, gapPath, gapCountPath, proposalsPath] as const;

/** The periods on offer, in days. */
export const periods = [7, 30, 90] as const;

export const useGapSearch = () => useSearch({ from: "/signed-in/w/$workspace/knowledge/gaps" });

/** How many gaps and proposals wait for a person. */
export function useGapCounts() {
  const { params } = useWorkspace();
  return $api.useQuery("get", gapCountPath, { params }).data;
}
