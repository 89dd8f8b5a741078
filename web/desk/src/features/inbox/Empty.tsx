import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type Filter, narrowedBy } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { Check, Inbox } from "@/ui/icons";
import { EmptyState } from "@/ui/States";
import FirstSteps from "./FirstSteps";
import { useIsNew } from "./useIsNew";

/** Why there is nothing in a list, and what leads on. */
export default function Empty({ workspace, filter }: { workspace: string; filter: Filter }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const isNew = useIsNew(workspace);
  if (narrowedBy(filter) > 0)
    return (
      <EmptyState
        title={t("lists.empty.filtered.title")}
        text={t("lists.empty.filtered.text")}
        action={
          <Button variant="default" onClick={() => void navigate({ to: ".", search: { view: filter.view } })}>
            {t("lists.empty.filtered.clear")}
          </Button>
        }
      />
    );
  return (
    <EmptyState
      icon={
        filter.view === "waiting" || filter.view === "unassigned" ? <Check size={22} /> : <Inbox size={22} />
      }
      title={t(`lists.empty.${filter.view}.title`)}
      text={t(`lists.empty.${filter.view}.text`)}
      action={isNew && <FirstSteps workspace={workspace} />}
    />
  );
}
