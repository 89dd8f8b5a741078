import { useMe } from "@/api/session";
import { SignOut } from "@/features/me/SignOut";
import { FirstWorkspace } from "@/features/session/FirstWorkspace";
import { useWords } from "@/lib/i18n";
import { useTitle } from "@/lib/title";
import { Hand } from "@/ui/icons";
import { EmptyState } from "@/ui/States";

/** Where there is nothing to enter, an owner opens a workspace; anybody else has to wait to be let in. */
export function NoWorkspace() {
  return useMe()?.user.is_owner ? <FirstWorkspace /> : <Uninvited />;
}

/** Invited nowhere yet, or suspended everywhere: what to do, and a way out to sign in as somebody else. */
function Uninvited() {
  const { t } = useWords();
  useTitle({ page: t("app.noWorkspace.title") });
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
