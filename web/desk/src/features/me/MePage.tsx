import { useMe } from "@/api/session";
import { useWords } from "@/lib/i18n";
import { Page, PageHeader, Section } from "@/ui/Page";
import { Loading } from "@/ui/States";
import { Notices } from "./Notices";
import { Password } from "./Password";
import { Profile } from "./Profile";
import { Sessions } from "./Sessions";
import { SignOut } from "./SignOut";

/** What belongs to the person and not to a workspace: name, language, appearance, password, sessions. */
export function MePage() {
  const { t } = useWords();
  const me = useMe();
  return (
    <Page header={<PageHeader title={t("nav.me")} actions={<SignOut />} />} narrow>
      {me === undefined ? (
        <Loading />
      ) : (
        <>
          <Section title={t("profile.profile")} text={me.user.email}>
            <Profile user={me.user} />
          </Section>
          <Section title={t("nav.notices")} text={t("notices.text")}>
            <Notices />
          </Section>
          <Section title={t("profile.password")} text={t("profile.passwordText")}>
            <Password />
          </Section>
          <Section title={t("profile.sessions")} text={t("profile.sessionsText")}>
            <Sessions />
          </Section>
        </>
      )}
    </Page>
  );
}
