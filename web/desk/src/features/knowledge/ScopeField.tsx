import { Checkbox, Stack } from "@mantine/core";
import { $api } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { useWorkspace } from "./knowledge";

interface Props {
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** Which assistants may use something; asked only where there is a choice, or where somebody has chosen already. */
export function ScopeField({ chosen, onChange }: Props) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const assistants = $api.useQuery("get", "/api/v1/workspaces/{workspace}/assistants", { params });
  const items = assistants.data?.items ?? [];
  // It may no longer be saved, so it is shown: to be taken away.
  const strange = assistants.data ? chosen.filter((id) => !items.some((one) => one.id === id)) : [];
  if (items.length < 2 && chosen.length === 0) return null;
  return (
    <Checkbox.Group
      label={t("knowledge.assistants")}
      description={t("knowledge.assistantsText")}
      value={[...chosen]}
      onChange={onChange}
    >
      <Stack gap={6} mt={6}>
        {items.map((one) => (
          <Checkbox key={one.id} value={one.id} label={one.name} size="sm" />
        ))}
        {strange.map((id) => (
          <Checkbox key={id} value={id} label={t("knowledge.assistantGone")} size="sm" />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
