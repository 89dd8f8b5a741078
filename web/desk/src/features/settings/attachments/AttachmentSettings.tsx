import { Button, Checkbox, Stack, Text } from "@mantine/core";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Got, WorkspacePath } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useDraft } from "@/lib/useDraft";
import { seen, useSave } from "@/lib/useSave";
import { Count } from "@/ui/Count";
import { LeftOver } from "@/ui/LeftOver";
import { Section } from "@/ui/Page";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";

type Limits = Got<`${WorkspacePath}/attachment-limits`>;
const path = "/api/v1/workspaces/{workspace}/attachment-limits";
const kinds = ["image", "pdf", "text", "office", "audio"] as const;

/** Which files customers and agents may send, and how much of them is kept. */
export function AttachmentSettings() {
  const { params } = useWorkspace();
  const limits = $api.useQuery("get", path, { params });
  if (limits.isPending) return <Loading rows={3} />;
  if (limits.isError) return <ErrorState error={limits.error} onRetry={() => void limits.refetch()} />;
  return <AttachmentsForm limits={limits.data} />;
}

function AttachmentsForm({ limits }: { limits: Limits }) {
  const { t, language } = useWords();
  const { params } = useWorkspace();
  // What is stored changes by itself, and is nothing that is written here.
  const { used_bytes, ...stored } = limits;
  const form = useDraft("attachments", stored);
  const { draft, write } = form;
  const save = useSave<typeof stored, Limits>(
    {
      put: async ({ version, ...body }) =>
        got(await client.PUT(path, { params: { ...params, header: seen({ version }) }, body })),
      newest: async () => {
        const { used_bytes: _, ...newest } = got(await client.GET(path, { params }));
        return newest;
      },
    },
    { done: t("ui.saved"), stale: [path] },
  );
  const megabytes = new Intl.NumberFormat(language, {
    style: "unit",
    unit: "megabyte",
    maximumFractionDigits: 1,
  });
  return (
    <Section title={t("settings.attachments.name")} text={t("widget.files.text")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.save({ from: form.from, to: draft }, { onSuccess: (_, sent) => form.saved(sent.to) });
        }}
      >
        <SaveRefusal of={save} onTheirs={form.undo} />
        <LeftOver of={form} />
        <Stack gap="sm" maw={460}>
          <Checkbox.Group
            label={t("widget.files.kinds")}
            description={t("widget.files.kindsText")}
            value={draft.kinds}
            onChange={(chosen) => write({ kinds: kinds.filter((kind) => chosen.includes(kind)) })}
          >
            <Stack gap={6} mt="xs">
              {kinds.map((kind) => (
                <Checkbox key={kind} value={kind} label={t(`widget.files.kind.${kind}`)} />
              ))}
            </Stack>
          </Checkbox.Group>
          {(
            [
              ["fileMegabytes", "file_megabytes", 1, 100],
              ["perMessage", "per_message", 1, 10],
              ["totalMegabytes", "total_megabytes", 10, 1_000_000],
            ] as const
          ).map(([name, field, min, max]) => (
            <Count
              key={field}
              label={t(`widget.files.${name}`)}
              value={draft[field]}
              min={min}
              max={max}
              required
              withAsterisk={false}
              onCount={(count) => count !== null && write({ [field]: count })}
            />
          ))}
          <Text size="sm" c="dimmed">
            {t("widget.files.used", { used: megabytes.format(used_bytes / 1024 ** 2) })}
          </Text>
          <div>
            <Button type="submit" size="sm" loading={save.busy}>
              {t("ui.save")}
            </Button>
          </div>
        </Stack>
      </form>
    </Section>
  );
}
