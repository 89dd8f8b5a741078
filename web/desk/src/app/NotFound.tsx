import { Button } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import { useWords } from "@/lib/i18n";
import { useTitle } from "@/lib/title";
import { Search } from "@/ui/icons";
import { EmptyState } from "@/ui/States";

const ButtonLink = createLink(Button<"a">);

export function NotFound() {
  const { t } = useWords();
  useTitle({ page: t("app.notFound.title") });
  return (
    <main style={{ height: "100%" }}>
      <EmptyState
        icon={<Search size={22} />}
        title={t("app.notFound.title")}
        text={t("app.notFound.text")}
        action={
          <ButtonLink component="a" to="/" variant="default">
            {t("app.notFound.home")}
          </ButtonLink>
        }
      />
    </main>
  );
}
