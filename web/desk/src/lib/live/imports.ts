import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { isGoing, type Progress, type Report, type Run, type Source, sourceKeys } from "@/api/sources";
import type { Page, Whole } from "@/api/types";

const every = 2_000;

type Runs = InfiniteData<Page<Run>, string | null>;

/** An import has moved on: its counts go over what was fetched; what a frame cannot say is fetched again. */
export function onImport(cache: QueryClient, workspace: string, news: Progress): void {
  const { source_id, run_id, articles, ...progress } = news;
  const moved = <One extends Run>(run: One): One => (run.id === run_id ? { ...run, ...progress } : run);
  const ofSource = (source: Source): Source =>
    source.last_import ? { ...source, articles, last_import: moved(source.last_import) } : source;

  const known = [
    ...(cache.getQueryData<Whole<Source>>(sourceKeys.list(workspace))?.items ?? []),
    cache.getQueryData<Source>(sourceKeys.source(workspace, source_id)),
  ].filter((source) => source?.id === source_id);
  cache.setQueryData<Whole<Source>>(
    sourceKeys.list(workspace),
    (list) =>
      list && { ...list, items: list.items.map((one) => (one.id === source_id ? ofSource(one) : one)) },
  );
  cache.setQueryData<Source>(sourceKeys.source(workspace, source_id), (source) => source && ofSource(source));
  cache.setQueryData<Report>(sourceKeys.run(workspace, run_id), (report) => report && moved(report));
  cache.setQueryData<Runs>(
    sourceKeys.runs(workspace, source_id),
    (runs) =>
      runs && { ...runs, pages: runs.pages.map((page) => ({ ...page, items: page.items.map(moved) })) },
  );
  readFiles(cache, sourceKeys.files(workspace, source_id));
  // Last, for writing into a query makes it fresh.
  if (!isGoing(news) || known.some((source) => source?.last_import?.id !== run_id)) {
    // Begun or over: times, reasons, pairs and articles are the server's to tell.
    void cache.invalidateQueries({ queryKey: sourceKeys.all(workspace) });
    void cache.invalidateQueries({
      queryKey: ["get", "/api/v1/workspaces/{workspace}/knowledge/articles"],
    });
  }
}

/** What became of each file is on one screen only, and a long list: fetched again at times, where somebody looks. */
function readFiles(cache: QueryClient, queryKey: readonly string[]): void {
  const known = cache.getQueryState(queryKey)?.dataUpdatedAt;
  if (known !== undefined && Date.now() - known > every)
    void cache.invalidateQueries({ queryKey }, { cancelRefetch: false });
}
