import { useWords } from "@/lib/i18n";
import { Inbox } from "@/ui/icons";
import { EmptyState } from "@/ui/States";

export function NothingChosen() {
  const { t } = useWords();
  return (
    <EmptyState icon={<Inbox size={22} />} title={t("inbox.choose.title")} text={t("inbox.choose.text")} />
  );
}
