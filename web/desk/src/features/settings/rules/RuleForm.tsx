import { Checkbox, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Rule } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { seen, useSave } from "@/lib/useSave";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Count } from "@/ui/Count";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { useWorkspace } from "../useWorkspace";
import { ActionFields } from "./ActionFields";
import { ConditionFields } from "./ConditionFields";
import { DryRun } from "./DryRun";
import { Some } from "./Fields";
import { RowSet } from "./RowSet";
import classes from "./Rules.module.css";
import {
  complete,
  deeds,
  kinds,
  mostActions,
  mostConditions,
  newAction,
  newCondition,
  newWhen,
  occasions,
  rulesPath,
  type Written,
} from "./rules";
import { useChoices } from "./useChoices";

interface Props {
  /** One that is stored, or null where `from` is what a new one begins with. */
  rule: Rule | null;
  from: Written;
  onClose: () => void;
}

/** When, if, then; and beside it where that would have met. */
export default function RuleForm({ rule, from, onClose }: Props) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const choices = useChoices();
  const [draft, setDraft] = useState<Written>(from);
  const write = (part: Partial<Written>) => setDraft((old) => ({ ...old, ...part }));
  const save = useSave<Written, Rule>(
    {
      put: async ({ version, ...to }) => {
        const { name, enabled, when, match, conditions, actions, stop } = to;
        const body = { name: name.trim(), enabled, when, match, conditions, actions, stop };
        if (rule === null) return got(await client.POST(rulesPath, { params, body }));
        const at = { path: { ...params.path, rule_id: rule.id }, header: seen({ version }) };
        return got(await client.PUT(`${rulesPath}/{rule_id}`, { params: at, body }));
      },
      newest: async () => {
        const { items } = got(await client.GET(rulesPath, { params }));
        return items.find(({ id }) => id === rule?.id) ?? from;
      },
    },
    { done: t("ui.saved"), stale: [rulesPath], onDone: onClose },
  );
  const ready = complete(draft);
  return (
    <ConfirmDialog
      opened
      size="lg"
      title={rule === null ? t("rules.add") : t("rules.edit", { name: rule.name })}
      confirm={t("ui.save")}
      busy={save.busy}
      disabled={draft.name.trim() === "" || !ready}
      written={JSON.stringify(draft) !== JSON.stringify(from)}
      onConfirm={() => save.save({ from, to: draft })}
      onClose={onClose}
    >
      <SaveRefusal of={save} onTheirs={onClose} />
      <Stack gap="sm">
        <TextInput
          label={t("rules.name")}
          value={draft.name}
          maxLength={100}
          data-autofocus
          onChange={(event) => write({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t("rules.when")}
          data={occasions.map((one) => ({ value: one, label: t(`rules.occasions.${one}`) }))}
          value={draft.when.on}
          onChange={(event) => {
            const on = occasions.find((one) => one === event.currentTarget.value);
            if (on) write({ when: newWhen(on) });
          }}
        />
        {draft.when.on === "waiting" && (
          <Count
            label={t("rules.minutes")}
            value={draft.when.minutes}
            min={1}
            max={10080}
            required
            withAsterisk={false}
            onCount={(minutes) => minutes !== null && write({ when: { on: "waiting", minutes } })}
          />
        )}
        {draft.when.on === "labelled" && (
          <Some
            label={t("rules.conditions.labels")}
            description={t("rules.anyLabel")}
            choices={choices.labels}
            value={draft.when.labels}
            onChange={(labels) => write({ when: { on: "labelled", labels } })}
          />
        )}
        <h3 className={classes.part}>{t("rules.if")}</h3>
        {draft.conditions.length === 0 && <p className={classes.quiet}>{t("rules.always")}</p>}
        {draft.conditions.length > 1 && (
          <NativeSelect
            label={t("rules.match")}
            data={(["all", "any"] as const).map((one) => ({ value: one, label: t(`rules.${one}`) }))}
            value={draft.match}
            onChange={(event) => write({ match: event.currentTarget.value === "any" ? "any" : "all" })}
          />
        )}
        <RowSet
          value={draft.conditions}
          most={mostConditions}
          kinds={kinds.map((one) => ({ value: one, label: t(`rules.conditions.${one}`) }))}
          kind={(one) => one.of}
          fresh={(kind) => newCondition(kinds.find((one) => one === kind) ?? "words")}
          beside={(one, change) => (
            <NativeSelect
              label={t("rules.way")}
              data={[
                { value: "", label: t("any" in one ? "rules.is" : "rules.holds") },
                { value: "no", label: t("any" in one ? "rules.isNot" : "rules.holdsNot") },
              ]}
              value={one.no ? "no" : ""}
              onChange={(event) => change({ ...one, no: event.currentTarget.value === "no" })}
            />
          )}
          fields={(one, change) => <ConditionFields value={one} choices={choices} onChange={change} />}
          words={{
            what: t("rules.what"),
            add: t("rules.addCondition"),
            name: (n) => t("rules.condition", { n }),
            remove: (n) => t("rules.removeCondition", { n }),
          }}
          onChange={(conditions) => write({ conditions })}
        />
        <h3 className={classes.part}>{t("rules.then")}</h3>
        <RowSet
          value={draft.actions}
          most={mostActions}
          least={1}
          kinds={deeds.map((one) => ({ value: one, label: t(`rules.actions.${one}`) }))}
          kind={(one) => one.do}
          fresh={(kind) => newAction(deeds.find((one) => one === kind) ?? "priority")}
          fields={(one, change) => <ActionFields value={one} choices={choices} onChange={change} />}
          words={{
            what: t("rules.what"),
            add: t("rules.addAction"),
            name: (n) => t("rules.action", { n }),
            remove: (n) => t("rules.removeAction", { n }),
          }}
          onChange={(actions) => write({ actions })}
        />
        <Checkbox
          label={t("rules.stop")}
          checked={draft.stop}
          onChange={(event) => write({ stop: event.currentTarget.checked })}
        />
        <Checkbox
          label={t("rules.enabled")}
          checked={draft.enabled}
          onChange={(event) => write({ enabled: event.currentTarget.checked })}
        />
        {!ready && <p className={classes.quiet}>{t("rules.incomplete")}</p>}
        <DryRun rule={draft} ready={ready} />
      </Stack>
    </ConfirmDialog>
  );
}
