import { Button, Stack, Switch } from "@mantine/core";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import { type Escalation, escalationPath } from "@/api/notices";
import { useWords } from "@/lib/i18n";
import { useDraft } from "@/lib/useDraft";
import { seen, useSave } from "@/lib/useSave";
import { Count } from "@/ui/Count";
import { LeftOver } from "@/ui/LeftOver";
import { Section } from "@/ui/Page";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";

const usual = 5;

/** After how long somebody who waits is told to supervisors, and then to everybody. */
export function EscalationForm() {
  const { t } = useWords();
  const { params } = useWorkspace();
  const stored = $api.useQuery("get", escalationPath, { params });
  return (
    <Section title={t("notices.escalation.title")} text={t("notices.escalation.text")}>
      {stored.isPending && <Loading rows={2} />}
      {stored.isError && <ErrorState error={stored.error} onRetry={() => void stored.refetch()} />}
      {stored.data && <Form stored={stored.data} />}
    </Section>
  );
}

function Form({ stored }: { stored: Escalation }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const form = useDraft("escalation", stored);
  const { draft, write } = form;
  const save = useSave<Escalation, Escalation>(
    {
      put: async ({ after, version }) =>
        got(
          await client.PUT(escalationPath, {
            params: { ...params, header: seen({ version }) },
            body: { after },
          }),
        ),
      newest: async () => got(await client.GET(escalationPath, { params })),
    },
    { done: t("ui.saved"), stale: [escalationPath] },
  );
  return (
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
          label={t("notices.escalation.on")}
          checked={draft.after !== null}
          onChange={(event) => write({ after: event.currentTarget.checked ? usual : null })}
        />
        {draft.after !== null && (
          <Count
            label={t("notices.escalation.after")}
            description={t("notices.escalation.afterText")}
            value={draft.after}
            min={1}
            max={240}
            required
            withAsterisk={false}
            onCount={(count) => count !== null && write({ after: count })}
          />
        )}
        <div>
          <Button type="submit" size="sm" loading={save.busy}>
            {t("ui.save")}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
