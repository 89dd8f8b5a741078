import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { $api } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Plus, Spark } from "@/ui/icons";
import { Section } from "@/ui/Page";
import { Rows } from "@/ui/Rows";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import { IntentDialog } from "./IntentDialog";
import { IntentRow } from "./IntentRow";
import { type Intent, intentsPath, isOwn, useSaveIntent } from "./intents";
import { Learning } from "./Learning";
import { TrySentence } from "./TrySentence";

const moment = 1500;

/** What the assistant tells apart: the owner's intents and ours, how well, and a sentence to try them on. */
export function IntentSettings() {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [editing, setEditing] = useState<Intent | "new" | null>(null);
  const [removing, setRemoving] = useState<Intent | null>(null);
  const intents = $api.useQuery(
    "get",
    intentsPath,
    { params },
    {
      refetchInterval: ({ state }) =>
        state.data?.models.every((model) => model.up_to_date) ? false : moment,
    },
  );
  const save = useSaveIntent({ done: t("ui.saved"), onDone: () => setRemoving(null) });
  if (intents.isPending) return <Loading />;
  if (intents.isError) return <ErrorState error={intents.error} onRetry={() => void intents.refetch()} />;
  const all = intents.data.intents;
  const write = (name: string, changed: Intent | null) => save.write(intents.data, name, changed);
  const own = all.filter(isOwn);
  const row = (intent: Intent) => (
    <IntentRow
      key={intent.name}
      intent={intent}
      models={intents.data.models}
      busy={save.busy}
      onEdit={() => setEditing(intent)}
      onRemove={() => setRemoving(intent)}
      onSwitch={(enabled) => write(intent.name, { ...intent, enabled })}
    />
  );
  const add = (
    <Button leftSection={<Plus />} onClick={() => setEditing("new")}>
      {t("teaching.intents.add")}
    </Button>
  );
  return (
    <>
      <Section title={t("settings.intents.name")} text={t("teaching.intents.text")}>
        <TrySentence />
      </Section>
      {removing === null && <SaveRefusal of={save} onTheirs={() => undefined} />}
      <Section title={t("teaching.intents.learnt")} text={t("teaching.intents.learntText")}>
        {intents.data.learning_failed && (
          <Group role="alert" gap="sm" mb="sm">
            <p>{t("teaching.intents.failed")}</p>
            <Button variant="default" size="xs" loading={save.busy} onClick={() => write("", null)}>
              {t("teaching.intents.again")}
            </Button>
          </Group>
        )}
        <Learning models={intents.data.models} failed={intents.data.learning_failed} />
      </Section>
      <Section title={t("teaching.intents.own")} text={t("teaching.intents.ownText")} actions={add}>
        {own.length === 0 ? (
          <EmptyState
            icon={<Spark size={22} />}
            title={t("teaching.intents.none")}
            text={t("teaching.intents.noneText")}
          />
        ) : (
          <Rows>{own.map(row)}</Rows>
        )}
      </Section>
      <Section title={t("teaching.intents.shipped")} text={t("teaching.intents.shippedText")}>
        <Rows>{all.filter((intent) => !isOwn(intent)).map(row)}</Rows>
      </Section>
      {editing !== null && (
        <IntentDialog
          intent={editing === "new" ? null : editing}
          all={intents.data}
          onClose={() => setEditing(null)}
        />
      )}
      <ConfirmDialog
        opened={removing !== null}
        title={t("teaching.intents.remove", { name: removing?.name ?? "" })}
        confirm={t("ui.remove")}
        danger
        busy={save.busy}
        onConfirm={() => removing && write(removing.name, null)}
        onClose={() => setRemoving(null)}
      >
        <SaveRefusal of={save} onTheirs={() => setRemoving(null)} />
        {t("teaching.intents.removeText")}
      </ConfirmDialog>
    </>
  );
}
