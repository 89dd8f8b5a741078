import { useHasRole } from "@/api/session";
import { useWords } from "@/lib/i18n";
import { Section } from "@/ui/Page";
import { useWorkspace } from "../useWorkspace";
import { Invitations } from "./Invitations";
import { Members } from "./Members";

/** Who works here, in which role, and who is invited. */
export function PeopleSettings() {
  const { t } = useWords();
  const { workspace } = useWorkspace();
  const admin = useHasRole(workspace, "admin");
  return (
    <>
      <Section title={t("joining.people.members")} text={t("joining.people.membersText")}>
        <Members admin={admin} />
      </Section>
      {admin && (
        <Section title={t("joining.people.invitations")} text={t("joining.people.invitationsText")}>
          <Invitations />
        </Section>
      )}
    </>
  );
}
