import { queryOptions } from "@tanstack/react-query";
import { client } from "./client";
import { got } from "./conversations";
import type { Got, Item, WorkspacePath } from "./types";

const knowledge = "/api/v1/workspaces/{workspace}/knowledge" as const;
export const factsPath = `${knowledge}/facts` as const;
export const factPath = `${factsPath}/{fact_id}` as const;
export const factImportsPath = `${factsPath}/imports` as const;
export const factQuestionPath = `${factsPath}/question` as const;

export type StoredFact = Item<Got<`${WorkspacePath}/knowledge/facts`>>;
export type Fact = StoredFact["fact"];
export type FactOf<Kind extends Fact["kind"]> = Extract<Fact, { kind: Kind }>;
export type Hours = FactOf<"hours">;
export type Price = FactOf<"price">;
export type Place = FactOf<"place">;
export type Policy = FactOf<"policy">;
export type Calendar = FactOf<"calendar">;
/** What has a name and a form of its own. */
export type NamedFact = Hours | Price | Place | Policy;
export type Week = NonNullable<Hours["week"]>;
export type Day = Week["mon"];
export type Interval = Day[number];
export type Special = Hours["exceptions"][number];
export type Season = Hours["seasons"][number];
export type Variant = Price["variants"][number];
/** A text per language. */
export type Texts = Record<string, string>;

export const factKeys = {
  all: (workspace: string) => ["desk", workspace, "facts"] as const,
  list: (workspace: string) => ["desk", workspace, "facts", "list"] as const,
  feasts: (workspace: string, year: number, language: string) =>
    ["desk", workspace, "facts", "feasts", year, language] as const,
  countries: ["facts", "countries"] as const,
};

export const factsQuery = (workspace: string) =>
  queryOptions({
    queryKey: factKeys.list(workspace),
    queryFn: async ({ signal }) =>
      got(await client.GET(factsPath, { params: { path: { workspace } }, signal })).items,
  });

/** The public holidays of a year by the workspace's calendar. */
export const feastsQuery = (workspace: string, year: number, language: "it" | "en" | "de") =>
  queryOptions({
    queryKey: factKeys.feasts(workspace, year, language),
    queryFn: async ({ signal }) =>
      got(
        await client.GET(`${knowledge}/facts-holidays`, {
          params: { path: { workspace }, query: { year, language } },
          signal,
        }),
      ).items,
  });

export const countriesQuery = (workspace: string) =>
  queryOptions({
    queryKey: factKeys.countries,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) =>
      got(await client.GET(`${knowledge}/facts-countries`, { params: { path: { workspace } }, signal }))
        .items,
  });
