import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { type Calendar, countriesQuery, factPath } from "@/api/facts";
import { useWords } from "@/lib/i18n";
import { Section } from "@/ui/Page";
import { useMayWrite, useWorkspace } from "../knowledge";
import classes from "./Facts.module.css";
import { useFactAct } from "./useFactAct";

/** Whose public holidays count; stored as soon as it is chosen. */
export function CalendarField({ calendar }: { calendar: Calendar | undefined }) {
  const { t, language } = useWords();
  const { workspace, params } = useWorkspace();
  const writes = useMayWrite();
  const countries = useQuery(countriesQuery(workspace));
  const names = new Intl.DisplayNames(language, { type: "region" });
  const save = useFactAct(
    async (where: { country: string | null; region: string | null }) =>
      got(
        await client.PUT(factPath, {
          params: { path: { ...params.path, fact_id: "calendar" } },
          body: { kind: "calendar", id: "calendar", ...where },
        }),
      ),
    { done: t("ui.saved") },
  );
  const country = calendar?.country ?? null;
  const known = countries.data ?? (country === null ? [] : [{ code: country, regions: [] as string[] }]);
  const regions = known.find(({ code }) => code === country)?.regions ?? [];
  const sorted = known
    .map(({ code }) => ({ value: code, label: names.of(code) ?? code }))
    .sort((one, other) => one.label.localeCompare(other.label, language));
  return (
    <Section title={t("facts.calendar.title")} text={t("facts.calendar.text")}>
      <div className={classes.pair}>
        <NativeSelect
          label={t("facts.calendar.country")}
          disabled={!writes || save.isPending}
          value={country ?? ""}
          data={[{ value: "", label: t("facts.calendar.none") }, ...sorted]}
          onChange={(event) => save.mutate({ country: event.currentTarget.value || null, region: null })}
        />
        {regions.length > 0 && (
          <NativeSelect
            label={t("facts.calendar.region")}
            disabled={!writes || save.isPending}
            value={calendar?.region ?? ""}
            data={[{ value: "", label: t("facts.calendar.noRegion") }, ...regions]}
            onChange={(event) => save.mutate({ country, region: event.currentTarget.value || null })}
          />
        )}
      </div>
    </Section>
  );
}
