import { Radio, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useDraft } from "@/lib/useDraft";
import { seen, useSave } from "@/lib/useSave";
import { LeftOver } from "@/ui/LeftOver";
import { Section } from "@/ui/Page";
import { SaveBar } from "@/ui/SaveBar";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { useWorkspace } from "../useWorkspace";
import { ChainList } from "./ChainList";
import classes from "./Models.module.css";
import {
  amountOf,
  assistantsPath,
  type ModelKey,
  type Models,
  modelsPath,
  routings,
  useWritten,
} from "./models";
import { PictureChoice } from "./PictureChoice";

type Written = Pick<Models, "chain" | "routing" | "wishes" | "day_budget" | "pictures"> & {
  version?: string;
};

interface Props {
  /** The assistant, by its id or `default`. */
  which: string;
  models: Models;
  keys: readonly ModelKey[];
  /** Somebody wants to set a model's price. */
  onPrice: (model: string) => void;
}

/** Who is asked, in which order, when, and what they are told besides. */
export function ChainForm({ which, models, keys, onPrice }: Props) {
  const { t } = useWords();
  const { params: here } = useWorkspace();
  const written = useWritten();
  const params = { path: { ...here.path, assistant: which } };
  const { chain, routing, wishes, day_budget, pictures, version } = models;
  const form = useDraft<Written>(`models.${which}`, {
    chain,
    routing,
    wishes,
    day_budget,
    pictures,
    version,
  });
  const { draft, write } = form;
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed !== null && Number.isNaN(amountOf(typed));
  const save = useSave<Written, Models>(
    {
      put: async ({ chain, routing, wishes, day_budget, pictures, version }) =>
        got(
          await client.PUT(modelsPath, {
            params: { ...params, header: seen(version === undefined ? {} : { version }) },
            body: { chain, routing, wishes, day_budget, pictures: pictures === true },
          }),
        ),
      newest: async () => {
        const now = got(await client.GET(modelsPath, { params }));
        const { chain, routing, wishes, day_budget, pictures, version } = now;
        return { chain, routing, wishes, day_budget, pictures, version };
      },
    },
    { done: t("models.live.draft"), stale: [modelsPath, assistantsPath, `${assistantsPath}/{assistant}`] },
  );
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        save.save({ from: form.from, to: draft }, { onSuccess: (_, sent) => form.saved(sent.to) });
      }}
    >
      <SaveRefusal of={save} onTheirs={form.undo} />
      <LeftOver of={form} />
      <Section title={t("models.chain")} text={t("models.chainText")}>
        <ChainList
          chain={draft.chain}
          stored={models}
          keys={keys}
          onChange={(chain) => write({ chain })}
          onPrice={onPrice}
        />
      </Section>
      <Section title={t("models.pictures.title")} text={t("models.pictures.text")}>
        <PictureChoice
          on={draft.pictures === true}
          chain={draft.chain}
          stored={models}
          onSwitch={(pictures) => write({ pictures })}
          onChain={(chain) => write({ chain })}
        />
      </Section>
      <Section title={t("models.routing")} text={t("models.routingNote")}>
        <Radio.Group
          aria-label={t("models.routing")}
          value={draft.routing}
          onChange={(one) => write({ routing: one as Models["routing"] })}
        >
          <Stack gap="sm" maw="65ch">
            {routings.map((one) => (
              <Radio
                key={one}
                value={one}
                size="sm"
                label={t(`models.routings.${one}`)}
                description={t(`models.routingTexts.${one}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea
          mt="md"
          maw="65ch"
          label={t("models.wishes")}
          description={t("models.wishesText")}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2000}
          value={draft.wishes}
          onChange={(event) => write({ wishes: event.currentTarget.value })}
        />
        <TextInput
          mt="md"
          maw={260}
          label={t("models.live.dayBudget")}
          description={t("models.live.dayBudgetText")}
          inputMode="decimal"
          error={wrong ? t("models.live.noAmount") : null}
          value={typed ?? written(draft.day_budget ?? null)}
          onChange={(event) => {
            const amount = amountOf(event.currentTarget.value);
            setTyped(event.currentTarget.value);
            if (!Number.isNaN(amount)) write({ day_budget: amount === null ? null : String(amount) });
          }}
          onBlur={() => {
            if (!wrong) setTyped(null);
          }}
        />
      </Section>
      <SaveBar changed={form.changed} busy={save.busy} disabled={wrong} onUndo={form.undo} />
    </form>
  );
}
