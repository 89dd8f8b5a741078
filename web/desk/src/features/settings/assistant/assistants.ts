import { useParams } from "@tanstack/react-router";
import type { Got, Item } from "@/api/types";
import { useWorkspace } from "../useWorkspace";

export const listPath = "/api/v1/workspaces/{workspace}/assistants";
export const onePath = `${listPath}/{assistant}` as const;
export const draftPath = `${onePath}/draft` as const;
export const readsPath = `${draftPath}/knowledge` as const;
export const versionsPath = `${onePath}/versions` as const;
export const comparisonPath = `${onePath}/comparison` as const;
export const rehearsalsPath = `${onePath}/rehearsals` as const;
/** All that is another as soon as a draft or what is live is. */
export const stale = [listPath, onePath, draftPath, readsPath, versionsPath, comparisonPath, rehearsalsPath];

export type Assistant = Item<Got<typeof listPath>>;
export type Draft = Got<typeof draftPath>;
export type Reads = Got<typeof readsPath>;
export type Version = Item<Got<typeof versionsPath>>;
export type Difference = Item<Got<typeof comparisonPath>>;
export type BeforeLive = Got<typeof rehearsalsPath>;
export type Case = NonNullable<BeforeLive["last"]>["cases"][number];

/** The assistant of the address: the one named there, else the one that answers where none is named. */
export function useAssistant() {
  const { params, workspace } = useWorkspace();
  const { assistant = "default" } = useParams({ strict: false });
  return { workspace, assistant, params: { path: { ...params.path, assistant } } } as const;
}
