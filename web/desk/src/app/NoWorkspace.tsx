import { useEffect } from "react";
import { SignOut } from "@/features/me/SignOut";
import { useWords } from "@/lib/i18n";
import { Hand } from "@/ui/icons";
import { EmptyState } from "@/ui/States";

/** Invited nowhere yet, or suspended everywhere: what to do, and a way out to sign in as somebody else. */
export function NoWorkspace() {
  const { t } = useWords();
  useEffect(() => {
    document.title = "Sportello";
  }, []);
  return (
    <main style={{ height: "100%" }}>
      <EmptyState
        icon={<Hand size={22} />}
        title={t("app.noWorkspace.title")}
        text={t("app.noWorkspace.text")}
        action={<SignOut />}
      />
    </main>
  );
}
