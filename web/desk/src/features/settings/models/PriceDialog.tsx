import { Button, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { seen } from "@/lib/useSave";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Refusal } from "@/ui/Refusal";
import { useWorkspace } from "../useWorkspace";
import {
  amountOf,
  modelsPath,
  type PricedModel,
  type Provider,
  pricesPath,
  providers,
  useMoney,
  useWritten,
} from "./models";

interface Props {
  /** The model whose price is changed; null: one that is named here. */
  of: PricedModel | null;
  /** What was looked for, which may be its name. */
  model: string;
  onClose: () => void;
}

const kinds = ["read", "write", "cached"] as const;

/** The workspace's own price of a model, or back to the list's. */
export function PriceDialog({ of, model, onClose }: Props) {
  const { t } = useWords();
  const { dollars } = useMoney();
  const { params } = useWorkspace();
  const written = useWritten();
  const price = of?.own ?? of?.listed ?? null;
  const [provider, setProvider] = useState<Provider>(of?.provider ?? "compatible");
  const [name, setName] = useState(of?.model ?? model);
  const [typed, setTyped] = useState(() => ({
    read: written(price?.read ?? null),
    write: written(price?.write ?? null),
    cached: written(price?.cached ?? null),
  }));
  const words = JSON.stringify([provider, name, typed]);
  const [before] = useState(words);
  const after = { stale: [pricesPath, modelsPath], quiet: true, onDone: onClose };
  const amounts = {
    read: amountOf(typed.read),
    write: amountOf(typed.write),
    cached: amountOf(typed.cached),
  };
  const save = useAct(
    async () =>
      got(
        await client.PUT(pricesPath, {
          params: { ...params, header: seen(of ?? {}) },
          body: {
            provider,
            model: name.trim(),
            read: amounts.read ?? 0,
            write: amounts.write ?? 0,
            cached: amounts.cached,
          },
        }),
      ),
    { ...after, done: t("ui.saved") },
  );
  const back = useAct(
    async () => client.DELETE(pricesPath, { params: { ...params, query: { provider, model: name } } }),
    { ...after, done: t("ui.saved") },
  );
  const wrong = (kind: (typeof kinds)[number]) => Number.isNaN(amounts[kind]);
  return (
    <ConfirmDialog
      opened
      title={of ? t("models.edit", { model: of.model }) : t("models.priceTitle")}
      confirm={t("ui.save")}
      busy={save.isPending}
      disabled={name.trim() === "" || amounts.read === null || amounts.write === null || kinds.some(wrong)}
      written={words !== before}
      onConfirm={() => save.mutate()}
      onClose={onClose}
    >
      <Refusal error={save.error ?? back.error} />
      <Stack gap="sm">
        {of === null && (
          <>
            <NativeSelect
              label={t("models.provider")}
              data={providers.map((one) => ({ value: one, label: t(`models.providers.${one}`) }))}
              value={provider}
              onChange={(event) => setProvider(event.currentTarget.value as Provider)}
            />
            <TextInput
              label={t("models.modelName")}
              value={name}
              maxLength={200}
              spellCheck={false}
              data-autofocus
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </>
        )}
        {kinds.map((kind) => (
          <TextInput
            key={kind}
            label={t(`models.${kind}Price`)}
            description={kind === "cached" ? t("models.cachedText") : undefined}
            inputMode="decimal"
            rightSection="$"
            value={typed[kind]}
            error={wrong(kind) ? t("models.notAmount") : undefined}
            onChange={(event) => {
              const text = event.currentTarget.value;
              setTyped((before) => ({ ...before, [kind]: text }));
            }}
          />
        ))}
        {of?.own && (
          <div>
            {of.listed && (
              <p>
                {t("models.listedAt", { read: dollars(of.listed.read), write: dollars(of.listed.write) })}
              </p>
            )}
            <Button
              variant="default"
              size="sm"
              loading={back.isPending}
              aria-label={t("models.backToListOf", { model: of.model })}
              onClick={() => back.mutate()}
            >
              {t("models.backToList")}
            </Button>
          </div>
        )}
      </Stack>
    </ConfirmDialog>
  );
}
