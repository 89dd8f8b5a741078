import { Select } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { State } from "@/api/types";
import { useWords } from "@/lib/i18n";

const states: readonly State[] = [
  "active",
  "idle",
  "queued",
  "with_agent",
  "waiting_customer",
  "resolved",
  "not_resolved",
  "cancelled",
  "ended",
];

/** Narrows "all" to one state; the choice stands in the URL. */
export function StateFilter({ state }: { state: State | undefined }) {
  const { t } = useWords();
  const navigate = useNavigate();
  return (
    <Select
      aria-label={t("inbox.state")}
      size="xs"
      w={150}
      comboboxProps={{ width: 180, position: "bottom-end" }}
      data={[
        { value: "", label: t("inbox.anyState") },
        ...states.map((value) => ({ value, label: t(`states.${value}`) })),
      ]}
      value={state ?? ""}
      allowDeselect={false}
      onChange={(value) =>
        void navigate({
          to: ".",
          search: () => (value ? { view: "all" as const, state: value as State } : { view: "all" as const }),
        })
      }
    />
  );
}
