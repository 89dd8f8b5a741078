import { QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, test } from "vitest";
import { type Progress, type Run, type Source, sourceKeys } from "@/api/sources";
import type { Whole } from "@/api/types";
import { onImport } from "./imports";

const at = new Date(Date.UTC(2026, 10, 21)).toISOString();
const counts = {
  found: 0,
  dealt: 0,
  read: 0,
  added: 0,
  changed: 0,
  removed: 0,
  unchanged: 0,
  skipped: 0,
  to_compare: 0,
  compared: 0,
  current: null,
};
const run: Run = {
  id: "r",
  source_id: "s",
  begun_by: "person",
  begun_by_name: "Anna",
  complete: true,
  state: "running",
  reason: null,
  reason_code: null,
  reason_params: {},
  ...counts,
  created_at: at,
  started_at: at,
  ended_at: null,
};
const source: Source = {
  id: "s",
  kind: "site",
  name: "Website",
  url: "https://www.example.com/",
  path_prefix: null,
  page_cap: 200,
  language: null,
  assistants: null,
  schedule: { every: "never", at_hour: 3, on_day: 0 },
  due_at: null,
  imported_at: null,
  created_at: at,
  articles: 0,
  last_import: run,
  version: "0",
};
const moved: Progress = {
  source_id: "s",
  run_id: "r",
  ...counts,
  articles: 3,
  state: "running",
  found: 9,
  dealt: 5,
  read: 4,
  current: "/a",
};

let cache: QueryClient;
const list = () => cache.getQueryData<Whole<Source>>(sourceKeys.list("w"));
const stale = () => cache.getQueryState(sourceKeys.list("w"))?.isInvalidated;

beforeEach(() => {
  cache = new QueryClient();
  cache.setQueryData(sourceKeys.list("w"), { items: [source, { ...source, id: "t" }] });
  cache.setQueryData(sourceKeys.run("w", "r"), run);
});

test("how far an import is goes over what was fetched, and nothing is fetched again", () => {
  onImport(cache, "w", moved);
  expect(list()?.items.map((one) => one.last_import?.dealt)).toEqual([5, 0]);
  expect(list()?.items.map((one) => one.articles)).toEqual([3, 0]);
  expect(cache.getQueryData<Run>(sourceKeys.run("w", "r"))).toMatchObject({
    found: 9,
    current: "/a",
    begun_by_name: "Anna",
  });
  expect(stale()).toBe(false);
});

test("what became of the files is fetched again at times", () => {
  const files = sourceKeys.files("w", "s");
  const stale = () => cache.getQueryState(files)?.isInvalidated;
  cache.setQueryData(files, { pages: [], pageParams: [] });
  onImport(cache, "w", moved);
  expect(stale()).toBe(false);
  cache.setQueryData(files, { pages: [], pageParams: [] }, { updatedAt: Date.now() - 5_000 });
  onImport(cache, "w", moved);
  expect(stale()).toBe(true);
});

test("an import that has just begun, or is over, is fetched", () => {
  onImport(cache, "w", { ...moved, run_id: "unknown" });
  expect(stale()).toBe(true);
  cache.setQueryData(sourceKeys.list("w"), list());
  onImport(cache, "w", { ...moved, state: "done", current: null });
  expect(stale()).toBe(true);
  expect(list()?.items[0]?.last_import?.state).toBe("done");
});
