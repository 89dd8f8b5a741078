import { Button, Checkbox, Group, Select, TextInput } from "@mantine/core";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Got, WorkspacePath } from "@/api/types";
import { type Language, languages, useWords } from "@/lib/i18n";
import { useDraft } from "@/lib/useDraft";
import { seen, useSave } from "@/lib/useSave";
import { LeftOver } from "@/ui/LeftOver";
import { Section } from "@/ui/Page";
import { SaveRefusal } from "@/ui/SaveRefusal";
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
  const form = useDraft("workspace", workspace);
  const { draft, write } = form;
  const save = useSave<Workspace, Workspace>(
    {
      put: async ({ name, default_language, languages, time_zone, version }) => {
        const body = { name, default_language, languages, time_zone };
        return got(await client.PATCH(path, { params: { ...params, header: seen({ version }) }, body }));
      },
      newest: async () => got(await client.GET(path, { params })),
    },
    { done: t("ui.saved"), stale: [path, "/api/v1/me"] },
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
          save.save({ from: form.from, to: draft }, { onSuccess: (_, sent) => form.saved(sent.to) });
        }}
      >
        <SaveRefusal of={save} onTheirs={form.undo} />
        <LeftOver of={form} />
        <div style={{ display: "grid", gap: "var(--s-space-3)", maxWidth: 460 }}>
          <TextInput
            label={t("settings.workspace.displayName")}
            value={draft.name}
            required
            withAsterisk={false}
            maxLength={120}
            onChange={(event) => write({ name: event.currentTarget.value })}
          />
          <Checkbox.Group
            label={t("settings.workspace.languages")}
            value={draft.languages}
            onChange={(chosen) => write({ languages: chosen as Language[] })}
          >
            <Group mt="xs">
              {names.map((one) => (
                <Checkbox key={one.value} {...one} />
              ))}
            </Group>
          </Checkbox.Group>
          <Select
            label={t("settings.workspace.defaultLanguage")}
            description={t("settings.workspace.defaultLanguageText")}
            data={names.filter(({ value }) => draft.languages.includes(value))}
            value={draft.default_language}
            allowDeselect={false}
            onChange={(language) => write({ default_language: language as Language })}
          />
          <Select
            label={t("settings.workspace.timeZone")}
            data={Intl.supportedValuesOf("timeZone")}
            value={draft.time_zone}
            searchable
            limit={60}
            allowDeselect={false}
            onChange={(time_zone) => time_zone && write({ time_zone })}
          />
          <div>
            <Button
              type="submit"
              size="sm"
              loading={save.busy}
              disabled={!draft.languages.includes(draft.default_language)}
            >
              {t("ui.save")}
            </Button>
          </div>
        </div>
      </form>
    </Section>
  );
}
