import { useNavigate } from "@tanstack/react-router";
import { states } from "@/api/conversations";
import type { State } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { Choice } from "@/ui/Choice";

/** Narrows "all" to one state; the choice stands in the URL. */
export function StateFilter({ state }: { state: State | undefined }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const options = states.map((value) => ({ value, label: t(`states.${value}`) }));
  return (
    <Choice
      label={t("inbox.state")}
      options={[{ value: "", label: t("inbox.anyState") }, ...options]}
      value={state ?? ""}
      onChange={(value) =>
        void navigate({
          to: ".",
          search: () => (value ? { view: "all" as const, state: value as State } : { view: "all" as const }),
        })
      }
    />
  );
}
