import { TextInput } from "@mantine/core";
import { useId } from "react";
import { $api } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { useWorkspace } from "../useWorkspace";
import { examples, type Provider, pricesPath } from "./models";

interface Props {
  provider: Provider;
  value: string;
  onChange: (name: string) => void;
}

/** A model's name, with those that the price list knows offered while one types. */
export function ModelName({ provider, value, onChange }: Props) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const id = useId();
  const known = $api.useQuery("get", pricesPath, {
    params: { ...params, query: { provider, limit: 200 } },
  });
  return (
    <>
      <TextInput
        label={t("models.modelName")}
        description={t("models.modelNameText", { example: examples[provider] })}
        value={value}
        required
        withAsterisk={false}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        list={id}
        data-autofocus
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <datalist id={id}>
        {known.data?.items.map(({ model }) => (
          <option key={model} value={model} />
        ))}
      </datalist>
    </>
  );
}
