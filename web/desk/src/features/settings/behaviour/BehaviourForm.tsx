import { Button, Stack, Switch } from "@mantine/core";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Got, WorkspacePath } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useDraft } from "@/lib/useDraft";
import { seen, useSave } from "@/lib/useSave";
import { LeftOver } from "@/ui/LeftOver";
import { Section } from "@/ui/Page";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { Preview } from "../widget/Preview";
import frame from "../widget/WidgetForm.module.css";
import { AskedFields } from "./AskedFields";
import { PageRules } from "./PageRules";
import { SpokenField } from "./SpokenField";

export type Behaviour = Got<`${WorkspacePath}/widget-keys/{widget_key_id}/behaviour`>;
const path = "/api/v1/workspaces/{workspace}/widget-keys/{widget_key_id}/behaviour";

interface Props {
  workspace: string;
  id: string;
  name: string;
  languages: string[];
  behaviour: Behaviour;
}

/** What a website's widget does, as one form: it is saved as a whole. */
export function BehaviourForm({ workspace, id, name, languages, behaviour }: Props) {
  const { t } = useWords();
  const form = useDraft(`behaviour.${id}`, behaviour);
  const { draft, write } = form;
  const params = { path: { workspace, widget_key_id: id } };
  const save = useSave<Behaviour, Behaviour>(
    {
      put: async ({ version, ...body }) =>
        got(await client.PUT(path, { params: { ...params, header: seen({ version }) }, body })),
      newest: async () => got(await client.GET(path, { params })),
    },
    { done: t("ui.saved"), stale: [path] },
  );
  // What says nothing in any language can be neither asked nor said.
  const incomplete =
    draft.asked.some(({ kind, label }) => kind === "own" && Object.keys(label).length === 0) ||
    draft.rules.some(({ text }) => Object.keys(text).length === 0);
  const { version: _, ...unsaved } = draft;
  return (
    <div className={frame.split}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.save({ from: form.from, to: draft }, { onSuccess: (_, sent) => form.saved(sent.to) });
        }}
      >
        <Section title={name} text={t("widget.behaviour.text")}>
          <SaveRefusal of={save} onTheirs={form.undo} />
          <LeftOver of={form} />
          <Switch
            label={t("widget.behaviour.sound")}
            description={t("widget.behaviour.soundText")}
            checked={draft.sound}
            onChange={(event) => write({ sound: event.currentTarget.checked })}
          />
        </Section>
        <Section title={t("widget.behaviour.asked")} text={t("widget.behaviour.askedText")}>
          <Stack gap="sm" maw={560}>
            <AskedFields value={draft.asked} languages={languages} onChange={(asked) => write({ asked })} />
            <SpokenField
              label={t("widget.behaviour.consent")}
              languages={languages}
              value={draft.consent}
              long
              onChange={(consent) => write({ consent })}
            />
          </Stack>
        </Section>
        <Section title={t("widget.behaviour.rules")} text={t("widget.behaviour.rulesText")}>
          <Stack gap="sm" maw={560}>
            <PageRules value={draft.rules} languages={languages} onChange={(rules) => write({ rules })} />
            {incomplete && <p role="status">{t("widget.behaviour.incomplete")}</p>}
            <div>
              <Button type="submit" size="sm" loading={save.busy} disabled={incomplete}>
                {t("ui.save")}
              </Button>
            </div>
          </Stack>
        </Section>
      </form>
      <Preview id={id} unsaved={{ behaviour: unsaved }} />
    </div>
  );
}
