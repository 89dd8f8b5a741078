import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client } from "./client";
import { got } from "./conversations";
import type { Got, Item, Page, WorkspacePath } from "./types";

export const sourcesPath = "/api/v1/workspaces/{workspace}/knowledge/sources";
export const sourcePath = `${sourcesPath}/{source_id}` as const;
export const importsPath = `${sourcePath}/imports` as const;

export type Source = Item<Got<`${WorkspacePath}/knowledge/sources`>>;
export type Run = Item<Got<`${WorkspacePath}/knowledge/sources/{source_id}/imports`>>;
export type Report = Got<`${WorkspacePath}/knowledge/sources/{source_id}/imports/{import_id}`>;
export type SourceFile = Item<Got<`${WorkspacePath}/knowledge/sources/{source_id}/files`>>;
export type Change = Item<Got<`${WorkspacePath}/knowledge/sources/{source_id}/imports/{import_id}/changes`>>;
export type Did = Change["did"];
export type Timetable = Source["schedule"];
export type Kind = Source["kind"];

/** How far an import is, as the stream tells it: what is in it may be put over what was fetched. */
export type Progress = { source_id: string; run_id: string; articles: number } & Pick<
  Run,
  | "state"
  | "found"
  | "dealt"
  | "read"
  | "added"
  | "changed"
  | "removed"
  | "unchanged"
  | "skipped"
  | "to_compare"
  | "compared"
  | "current"
>;

/** All begin with `["desk", workspace]`, so that a `reset` of the stream reads again whatever is on screen. */
export const sourceKeys = {
  all: (workspace: string) => ["desk", workspace, "sources"] as const,
  list: (workspace: string) => ["desk", workspace, "sources", "list"] as const,
  source: (workspace: string, id: string) => ["desk", workspace, "sources", "one", id] as const,
  runs: (workspace: string, id: string) => ["desk", workspace, "sources", "runs", id] as const,
  run: (workspace: string, id: string) => ["desk", workspace, "sources", "run", id] as const,
  files: (workspace: string, id: string) => ["desk", workspace, "sources", "files", id] as const,
};

export const isGoing = (run: Pick<Run, "state"> | null | undefined): boolean =>
  run?.state === "queued" || run?.state === "running";

export const sourcesQuery = (workspace: string) =>
  queryOptions({
    queryKey: sourceKeys.list(workspace),
    queryFn: async ({ signal }) =>
      got(await client.GET(sourcesPath, { params: { path: { workspace } }, signal })),
  });

export const sourceQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: sourceKeys.source(workspace, id),
    queryFn: async ({ signal }) =>
      got(await client.GET(sourcePath, { params: { path: { workspace, source_id: id } }, signal })),
  });

export const reportQuery = (workspace: string, source: string, id: string) =>
  queryOptions({
    queryKey: sourceKeys.run(workspace, id),
    queryFn: async ({ signal }) =>
      got(
        await client.GET(`${importsPath}/{import_id}`, {
          params: { path: { workspace, source_id: source, import_id: id } },
          signal,
        }),
      ),
  });

export const dids: readonly Did[] = ["added", "changed", "removed"];

/** Which articles an import has added, changed and removed; `did` and `query` choose among them. */
export const changesQuery = (
  workspace: string,
  { id, source_id }: Pick<Run, "id" | "source_id">,
  { did, query }: { did: Did | ""; query: string },
) =>
  infiniteQueryOptions({
    queryKey: [...sourceKeys.run(workspace, id), "changes", did, query],
    queryFn: async ({ pageParam, signal }): Promise<Page<Change>> =>
      got(
        await client.GET(`${importsPath}/{import_id}/changes`, {
          params: {
            path: { workspace, source_id, import_id: id },
            query: { cursor: pageParam ?? undefined, did: did || undefined, query: query || undefined },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const runsQuery = (workspace: string, id: string) =>
  infiniteQueryOptions({
    queryKey: sourceKeys.runs(workspace, id),
    queryFn: async ({ pageParam, signal }): Promise<Page<Run>> =>
      got(
        await client.GET(importsPath, {
          params: {
            path: { workspace, source_id: id },
            query: { cursor: pageParam ?? undefined, limit: 10 },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const filesQuery = (workspace: string, id: string) =>
  infiniteQueryOptions({
    queryKey: sourceKeys.files(workspace, id),
    queryFn: async ({ pageParam, signal }): Promise<Page<SourceFile>> =>
      got(
        await client.GET(`${sourcePath}/files`, {
          params: {
            path: { workspace, source_id: id },
            query: { cursor: pageParam ?? undefined, limit: 50 },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
