import { Button } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import { useWords } from "@/lib/i18n";
import { useTitle } from "@/lib/title";
import { Hand } from "@/ui/icons";
import { EmptyState } from "@/ui/States";

const ButtonLink = createLink(Button<"a">);

/** Suspended or removed, perhaps in mid-sentence: what happened, and the way to where they still may work. */
export function NoAccess() {
  const { t } = useWords();
  useTitle({ page: t("app.noAccess.title") });
  return (
    <main style={{ height: "100%" }}>
      <EmptyState
        icon={<Hand size={22} />}
        title={t("app.noAccess.title")}
        text={t("app.noAccess.text")}
        action={
          <ButtonLink component="a" to="/" variant="default">
            {t("app.noAccess.home")}
          </ButtonLink>
        }
      />
    </main>
  );
}
