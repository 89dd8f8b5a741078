import { NativeSelect } from "@mantine/core";
import { $api } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { useWorkspace } from "../useWorkspace";

interface Props {
  label: string;
  description: string;
  none: string;
  value: string | null;
  onChange: (hours: string | null) => void;
}

/** Which of the opening hours among the business facts hold: they are written in one place only. */
export function HoursSelect({ none, value, onChange, ...field }: Props) {
  const { language } = useWords();
  const { params } = useWorkspace();
  const facts = $api.useQuery("get", "/api/v1/workspaces/{workspace}/knowledge/facts", {
    params: { ...params, query: { kind: "hours" } },
  });
  const data = (facts.data?.items ?? []).flatMap(({ fact }) =>
    fact.kind === "hours"
      ? [{ value: fact.id, label: fact.name?.[language] ?? Object.values(fact.name ?? {})[0] ?? fact.id }]
      : [],
  );
  return (
    <NativeSelect
      {...field}
      data={[{ value: "", label: none }, ...data]}
      value={value ?? ""}
      onChange={(event) => onChange(event.currentTarget.value || null)}
    />
  );
}
