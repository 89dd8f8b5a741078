import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { Problem } from "@/api/problem";
import type { Got, WorkspacePath } from "@/api/types";
import { newId } from "@/lib/ids";

const sources = "/api/v1/workspaces/{workspace}/knowledge/sources";
const lookEvery = 400;

export type Report = Got<`${WorkspacePath}/knowledge/sources/{source_id}/imports/{import_id}`>;

/** One file as a source of its name, read to the end: what came of it. */
export async function importFile(workspace: string, file: File, language: string | null): Promise<Report> {
  const source_id = await sourceOf(workspace, file.name, language);
  const path = { workspace, source_id };
  await client.POST(`${sources}/{source_id}/files`, {
    params: { path },
    body: { files: [file.name] },
    bodySerializer: () => {
      const form = new FormData();
      form.append("files", file);
      return form;
    },
  });
  const begun = got(
    await client.POST(`${sources}/{source_id}/imports`, {
      params: { path },
      body: { id: newId(), complete: true },
    }),
  );
  for (;;) {
    const report = got(
      await client.GET(`${sources}/{source_id}/imports/{import_id}`, {
        params: { path: { ...path, import_id: begun.id } },
      }),
    );
    if (report.ended_at !== null) return report;
    await new Promise((resolve) => setTimeout(resolve, lookEvery));
  }
}

async function sourceOf(workspace: string, name: string, language: string | null): Promise<string> {
  const id = newId();
  try {
    const body = {
      id,
      kind: "files" as const,
      name,
      language,
      page_cap: 200,
      schedule: { every: "never" as const, at_hour: 3, on_day: 0 },
    };
    await client.POST(sources, { params: { path: { workspace } }, body });
  } catch (error) {
    const problem = Problem.of(error);
    const known = problem.more.source_id;
    if (problem.code === "source_name_taken" && typeof known === "string") return known;
    throw problem;
  }
  return id;
}
