import { NativeSelect, Stack, TextInput } from "@mantine/core";
import { $api } from "@/api/client";
import type { Kind } from "@/api/sources";
import { languages, useWords } from "@/lib/i18n";
import { useWorkspace } from "../knowledge";
import { ScopeField } from "../ScopeField";
import type { Draft, Flaws } from "./draft";
import { isWeb, useNames } from "./names";
import classes from "./SourceFields.module.css";

interface Props {
  kind: Kind;
  draft: Draft;
  flaws: Flaws;
  onChange: (change: Partial<Draft>) => void;
}

const hours = Array.from({ length: 24 }, (_, hour) => hour);
const days = [0, 1, 2, 3, 4, 5, 6];

/** Everything that can be said of a source; only what its kind has is shown. */
export function SourceFields({ kind, draft, flaws, onChange }: Props) {
  const { t, languageName } = useWords();
  const said = (name: keyof Flaws) => {
    const flaw = flaws[name];
    return flaw === undefined ? null : t(flaw);
  };
  const spoken = [...new Set([...languages, ...(draft.language ? [draft.language] : [])])];
  return (
    <Stack gap="sm">
      {isWeb(kind) && (
        <TextInput
          label={t("sources.form.url")}
          description={t(kind === "site" ? "sources.form.urlSite" : "sources.form.urlPage")}
          placeholder={
            kind === "site" ? "https://www.example.com/sitemap.xml" : "https://www.example.com/faq"
          }
          type="url"
          inputMode="url"
          autoComplete="off"
          maxLength={2_000}
          value={draft.url}
          error={said("url")}
          onChange={(event) => onChange({ url: event.currentTarget.value })}
        />
      )}
      <TextInput
        label={t("sources.form.name")}
        description={t("sources.form.nameText")}
        autoComplete="off"
        maxLength={200}
        value={draft.name}
        error={said("name")}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      {kind === "site" && (
        <div className={classes.pair}>
          <TextInput
            label={t("sources.form.prefix")}
            description={t("sources.form.prefixText")}
            placeholder="/help/"
            autoComplete="off"
            maxLength={500}
            value={draft.prefix}
            error={said("prefix")}
            onChange={(event) => onChange({ prefix: event.currentTarget.value })}
          />
          <TextInput
            label={t("sources.form.pages")}
            description={t("sources.form.pagesWrong")}
            inputMode="numeric"
            autoComplete="off"
            value={draft.pages}
            error={said("pages")}
            onChange={(event) => onChange({ pages: event.currentTarget.value })}
          />
        </div>
      )}
      <NativeSelect
        label={t("sources.form.language")}
        description={t("sources.form.languageText")}
        value={draft.language}
        data={[
          { value: "", label: t("sources.form.languageGuess") },
          ...spoken.map((one) => ({ value: one, label: languageName(one) })),
        ]}
        onChange={(event) => onChange({ language: event.currentTarget.value })}
      />
      {isWeb(kind) && <ScheduleFields draft={draft} onChange={onChange} />}
      <ScopeField chosen={draft.assistants} onChange={(assistants) => onChange({ assistants })} />
    </Stack>
  );
}

function ScheduleFields({ draft, onChange }: Pick<Props, "draft" | "onChange">) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const { day, hour } = useNames();
  const house = $api.useQuery("get", "/api/v1/workspaces/{workspace}", { params });
  const { schedule } = draft;
  const put = (change: Partial<Draft["schedule"]>) => onChange({ schedule: { ...schedule, ...change } });
  return (
    <div className={classes.schedule}>
      <NativeSelect
        label={t("sources.form.every")}
        {...(house.data && { description: t("sources.form.zone", { zone: house.data.time_zone }) })}
        value={schedule.every}
        data={(["never", "daily", "weekly"] as const).map((every) => ({
          value: every,
          label: t(`sources.form.everyChoices.${every}`),
        }))}
        onChange={(event) => put({ every: event.currentTarget.value as Draft["schedule"]["every"] })}
      />
      {schedule.every === "weekly" && (
        <NativeSelect
          label={t("sources.form.day")}
          value={String(schedule.on_day)}
          data={days.map((one) => ({ value: String(one), label: day(one) }))}
          onChange={(event) => put({ on_day: Number(event.currentTarget.value) })}
        />
      )}
      {schedule.every !== "never" && (
        <NativeSelect
          label={t("sources.form.at")}
          value={String(schedule.at_hour)}
          data={hours.map((one) => ({ value: String(one), label: hour(one) }))}
          onChange={(event) => put({ at_hour: Number(event.currentTarget.value) })}
        />
      )}
    </div>
  );
}
