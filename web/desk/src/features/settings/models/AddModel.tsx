import { NativeSelect, Stack } from "@mantine/core";
import { useState } from "react";
import { useWords } from "@/lib/i18n";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { ModelName } from "./ModelName";
import type { Link, ModelKey } from "./models";

interface Props {
  keys: readonly ModelKey[];
  taken: readonly Link[];
  onAdd: (link: Link) => void;
  onClose: () => void;
}

/** One more model: the key it is asked with, and its name. */
export function AddModel({ keys, taken, onAdd, onClose }: Props) {
  const { t } = useWords();
  const [keyId, setKeyId] = useState(keys[0]?.id ?? "");
  const [model, setModel] = useState("");
  const key = keys.find((one) => one.id === keyId);
  const link = { model_key_id: keyId, model: model.trim() };
  const twice = taken.some((one) => one.model_key_id === keyId && one.model === link.model);
  return (
    <ConfirmDialog
      opened
      title={t("models.addModelTitle")}
      confirm={t("models.addModel")}
      disabled={key === undefined || link.model === "" || /\s/.test(link.model) || twice}
      onConfirm={() => {
        onAdd(link);
        onClose();
      }}
      onClose={onClose}
    >
      <Stack gap="sm">
        <NativeSelect
          label={t("models.with")}
          data={keys.map(({ id, name }) => ({ value: id, label: name }))}
          value={keyId}
          onChange={(event) => setKeyId(event.currentTarget.value)}
        />
        {key && <ModelName provider={key.provider} value={model} onChange={setModel} />}
      </Stack>
    </ConfirmDialog>
  );
}
