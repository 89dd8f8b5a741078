import type { Kind, Source, Timetable } from "@/api/sources";
import type { Key } from "@/lib/i18n";

/** What people say of a source while they say it. */
export interface Draft {
  name: string;
  url: string;
  prefix: string;
  pages: string;
  language: string;
  schedule: Timetable;
  assistants: string[];
}

export type Flaws = Partial<Record<"name" | "url" | "prefix" | "pages", Key>>;

export const emptyDraft: Draft = {
  name: "",
  url: "",
  prefix: "",
  pages: "200",
  language: "",
  schedule: { every: "never", at_hour: 3, on_day: 0 },
  assistants: [],
};

export const draftOf = (source: Source): Draft => ({
  name: source.name,
  url: source.url ?? "",
  prefix: source.path_prefix ?? "",
  pages: String(source.page_cap),
  language: source.language ?? "",
  schedule: source.schedule,
  assistants: source.assistants ?? [],
});

/** An address as people type it: without a scheme it is https. */
export function completed(typed: string): string {
  const url = typed.trim();
  return url === "" || /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `https://${url}`;
}

export function hostOf(typed: string): string | null {
  try {
    const { protocol, hostname } = new URL(completed(typed));
    return /^https?:$/.test(protocol) && hostname !== "" ? hostname : null;
  } catch {
    return null;
  }
}

/** What is wrong, field by field, in words that say how to mend it. */
export function flawsOf(kind: Kind, draft: Draft): Flaws {
  const flaws: Flaws = {};
  if (draft.name.trim() === "") flaws.name = "sources.form.nameMissing";
  if (kind !== "page" && kind !== "site") return flaws;
  if (draft.url.trim() === "") flaws.url = "sources.form.urlMissing";
  else if (hostOf(draft.url) === null) flaws.url = "sources.form.urlWrong";
  if (kind === "site") {
    if (draft.prefix !== "" && !draft.prefix.startsWith("/")) flaws.prefix = "sources.form.prefixWrong";
    const pages = Number(draft.pages);
    if (!Number.isInteger(pages) || pages < 1 || pages > 2_000) flaws.pages = "sources.form.pagesWrong";
  }
  return flaws;
}

/** What the API takes of it; what another kind of source has is left out. */
export function settingsOf(kind: Kind, draft: Draft) {
  const web = kind === "page" || kind === "site";
  return {
    name: draft.name.trim(),
    url: web ? completed(draft.url) : null,
    path_prefix: kind === "site" && draft.prefix !== "" ? draft.prefix : null,
    page_cap: kind === "site" ? Number(draft.pages) : 200,
    language: draft.language || null,
    assistants: draft.assistants.length > 0 ? draft.assistants : null,
    schedule: web ? draft.schedule : emptyDraft.schedule,
  };
}
