import { useWords } from "@/lib/i18n";
import { Hand } from "@/ui/icons";
import { EmptyState } from "@/ui/States";

export function NoWorkspace() {
  const { t } = useWords();
  return (
    <main style={{ height: "100%" }}>
      <EmptyState
        icon={<Hand size={22} />}
        title={t("app.noWorkspace.title")}
        text={t("app.noWorkspace.text")}
      />
    </main>
  );
}
