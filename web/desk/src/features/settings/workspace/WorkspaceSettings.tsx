import { Button, MultiSelect, Select, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Got, WorkspacePath } from "@/api/types";
import { type Language, languages, useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { Section } from "@/ui/Page";
import { Refusal } from "@/ui/Refusal";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";

type Workspace = Got<WorkspacePath>;
const path = "/api/v1/workspaces/{workspace}";

export function WorkspaceSettings() {
  const { params } = useWorkspace();
  const workspace = $api.useQuery("get", path, { params });
  if (workspace.isPending) return <Loading rows={3} />;
  if (workspace.isError)
    return <ErrorState error={workspace.error} onRetry={() => void workspace.refetch()} />;
  return <WorkspaceForm workspace={workspace.data} />;
}

function WorkspaceForm({ workspace }: { workspace: Workspace }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [draft, setDraft] = useState(workspace);
  const save = useAct(
    async () => {
      const { name, default_language, time_zone } = draft;
      return got(
        await client.PATCH(path, {
          params,
          body: { name, default_language, languages: draft.languages, time_zone },
        }),
      );
    },
    { done: t("ui.saved"), stale: [path, "/api/v1/me"], quiet: true },
  );
  const names = languages.map((language) => ({ value: language, label: t(`languages.${language}`) }));
  return (
    <Section
      title={t("settings.workspace.name")}
      text={t("settings.workspace.address", { slug: workspace.slug })}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Refusal error={save.error} />
        <Stack gap="sm" maw={460}>
          <TextInput
            label={t("settings.workspace.displayName")}
            value={draft.name}
            required
            withAsterisk={false}
            maxLength={120}
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          />
          <MultiSelect
            label={t("settings.workspace.languages")}
            data={names}
            value={draft.languages}
            onChange={(chosen) => setDraft({ ...draft, languages: chosen as Language[] })}
          />
          <Select
            label={t("settings.workspace.defaultLanguage")}
            description={t("settings.workspace.defaultLanguageText")}
            data={names.filter(({ value }) => draft.languages.includes(value))}
            value={draft.default_language}
            allowDeselect={false}
            onChange={(language) => setDraft({ ...draft, default_language: language as Language })}
          />
          <Select
            label={t("settings.workspace.timeZone")}
            data={Intl.supportedValuesOf("timeZone")}
            value={draft.time_zone}
            searchable
            limit={60}
            allowDeselect={false}
            onChange={(time_zone) => time_zone && setDraft({ ...draft, time_zone })}
          />
          <div>
            <Button
              type="submit"
              size="sm"
              loading={save.isPending}
              disabled={!draft.languages.includes(draft.default_language)}
            >
              {t("ui.save")}
            </Button>
          </div>
        </Stack>
      </form>
    </Section>
  );
}
