import { NativeSelect, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Refusal } from "@/ui/Refusal";
import { SecretInput } from "@/ui/SecretInput";
import { useWorkspace } from "../useWorkspace";
import { keysPath, type Provider, providerOf, providers } from "./models";

/** A key as its provider gave it; whose it is, its first letters mostly tell. */
export function KeyDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [key, setKey] = useState("");
  const [chosen, setChosen] = useState<Provider | null>(null);
  const [url, setUrl] = useState("");
  const [name, setName] = useState("");
  const guess = providerOf(key);
  const provider = chosen ?? guess;
  const own = provider === "compatible";
  const add = useAct(
    async () =>
      got(
        await client.POST(keysPath, {
          params,
          body: { name, provider, key: key.trim() || null, url: url.trim() || null },
        }),
      ),
    { done: t("ui.saved"), stale: [keysPath], quiet: true, onDone: () => close() },
  );
  const close = () => {
    setKey("");
    setChosen(null);
    setUrl("");
    setName("");
    add.reset();
    onClose();
  };
  const needsUrl = own || provider === "azure";
  return (
    <ConfirmDialog
      opened={opened}
      title={t("models.addKeyTitle")}
      confirm={t("ui.save")}
      busy={add.isPending}
      disabled={provider === null || (!own && key.trim() === "") || (needsUrl && url.trim() === "")}
      written={key !== "" || url !== "" || name !== ""}
      onConfirm={() => add.mutate()}
      onClose={close}
    >
      <Refusal error={add.error} />
      <Stack gap="sm">
        <SecretInput
          label={t(own ? "models.keyOptional" : "models.key")}
          description={
            chosen === null && guess !== null
              ? t("models.whose", { provider: t(`models.providers.${guess}`) })
              : undefined
          }
          required={!own}
          value={key}
          autoComplete="off"
          spellCheck={false}
          maxLength={2000}
          data-autofocus
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        <NativeSelect
          label={t("models.provider")}
          data={[
            ...(provider === null ? [{ value: "", label: t("models.choose") }] : []),
            ...providers.map((one) => ({ value: one, label: t(`models.providers.${one}`) })),
          ]}
          value={provider ?? ""}
          onChange={(event) => setChosen((event.currentTarget.value || null) as Provider | null)}
        />
        {provider !== null && (
          <TextInput
            label={t("models.url")}
            description={t(`models.urls.${provider}`)}
            type="url"
            required={needsUrl}
            withAsterisk={false}
            value={url}
            maxLength={2000}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={t("models.keyName")}
          description={t("models.keyNameText")}
          value={name}
          maxLength={100}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </Stack>
    </ConfirmDialog>
  );
}
