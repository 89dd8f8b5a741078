import { Radio, Stack, Textarea } from "@mantine/core";
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
import { type ModelKey, type Models, modelsPath, routings } from "./models";

type Written = Pick<Models, "chain" | "routing" | "wishes"> & { version?: string };

interface Props {
  models: Models;
  keys: readonly ModelKey[];
  /** Somebody wants to set a model's price. */
  onPrice: (model: string) => void;
}

/** Who is asked, in which order, when, and what they are told besides. */
export function ChainForm({ models, keys, onPrice }: Props) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const { chain, routing, wishes, version } = models;
  const form = useDraft<Written>("models", { chain, routing, wishes, version });
  const { draft, write } = form;
  const save = useSave<Written, Models>(
    {
      put: async ({ chain, routing, wishes, version }) =>
        got(
          await client.PUT(modelsPath, {
            params: { ...params, header: seen(version === undefined ? {} : { version }) },
            body: { chain, routing, wishes },
          }),
        ),
      newest: async () => {
        const { chain, routing, wishes, version } = got(await client.GET(modelsPath, { params }));
        return { chain, routing, wishes, version };
      },
    },
    { done: t("ui.saved"), stale: [modelsPath] },
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
      </Section>
      <SaveBar changed={form.changed} busy={save.busy} onUndo={form.undo} />
    </form>
  );
}
