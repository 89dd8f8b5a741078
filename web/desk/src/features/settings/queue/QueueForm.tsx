import { Button, Stack, Switch } from "@mantine/core";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Queue } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useDraft } from "@/lib/useDraft";
import { seen, useSave } from "@/lib/useSave";
import { Count } from "@/ui/Count";
import { LeftOver } from "@/ui/LeftOver";
import { Section } from "@/ui/Page";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { useWorkspace } from "../useWorkspace";
import { HoursSelect } from "./HoursSelect";

const path = "/api/v1/workspaces/{workspace}/queue";

/** Whether conversations are given or taken, and to how many at once. */
export function QueueForm({ queue }: { queue: Queue }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const form = useDraft("queue", queue);
  const { draft, write } = form;
  const save = useSave<Queue, Queue>(
    {
      put: async ({ version, ...body }) =>
        got(await client.PUT(path, { params: { ...params, header: seen({ version }) }, body })),
      newest: async () => got(await client.GET(path, { params })),
    },
    { done: t("ui.saved"), stale: [path] },
  );
  return (
    <Section title={t("settings.queue.name")} text={t("queue.text")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.save({ from: form.from, to: draft }, { onSuccess: (_, sent) => form.saved(sent.to) });
        }}
      >
        <SaveRefusal of={save} onTheirs={form.undo} />
        <LeftOver of={form} />
        <Stack gap="sm" maw={460}>
          <Switch
            label={t("queue.automatic")}
            description={t("queue.automaticText")}
            checked={draft.automatic}
            onChange={(event) => write({ automatic: event.currentTarget.checked })}
          />
          <Count
            label={t("queue.capacity")}
            description={t("queue.capacityText")}
            value={draft.capacity}
            min={0}
            max={100}
            required
            withAsterisk={false}
            onCount={(count) => count !== null && write({ capacity: count })}
          />
          <Count
            label={t("queue.awayAfter")}
            value={draft.away_after}
            min={1}
            max={240}
            required
            withAsterisk={false}
            onCount={(count) => count !== null && write({ away_after: count })}
          />
          <HoursSelect
            label={t("queue.hours")}
            description={t("queue.hoursText")}
            none={t("queue.noHours")}
            value={draft.hours_id}
            onChange={(hours_id) => write({ hours_id })}
          />
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
