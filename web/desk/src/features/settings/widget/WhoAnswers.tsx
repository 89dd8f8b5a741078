import { NativeSelect } from "@mantine/core";
import { $api } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { useWorkspace } from "../useWorkspace";

interface Props {
  /** The assistant's id; null: the default. */
  value: string | null;
  onChange: (id: string | null) => void;
}

/** Which assistant answers on a website; there is nothing to choose while there is one. */
export function WhoAnswers({ value, onChange }: Props) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const all = $api.useQuery("get", "/api/v1/workspaces/{workspace}/assistants", { params });
  const items = all.data?.items ?? [];
  if (items.length < 2) return null;
  return (
    <NativeSelect
      label={t("settings.widget.assistant")}
      description={t("settings.widget.assistantText")}
      value={value ?? ""}
      data={[
        { value: "", label: t("settings.widget.defaultAssistant") },
        ...items.map(({ id, name, live }) => ({
          value: id,
          label: live === 0 ? t("settings.widget.notLive", { name }) : name,
        })),
      ]}
      onChange={(event) => onChange(event.currentTarget.value || null)}
    />
  );
}
