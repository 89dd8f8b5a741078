import { Button } from "@mantine/core";
import { useEffect } from "react";
import { useWords } from "@/lib/i18n";
import { announce } from "@/ui/Announcer";
import { Search } from "@/ui/icons";
import { EmptyState } from "@/ui/States";

interface Props {
  found: number;
  /** Where older conversations have not been looked into yet. */
  onFurther: (() => void) | null;
  busy: boolean;
}

/** Says how much was found, and what to do where it is nothing. */
export default function Sought({ found, onFurther, busy }: Props) {
  const { t } = useWords();
  useEffect(() => announce(t("lists.search.found", { count: found })), [found, t]);
  if (found > 0) return null;
  const about = onFurther === null ? "lists.search.nothing" : "lists.search.notYet";
  return (
    <EmptyState
      icon={<Search size={22} />}
      title={t(`${about}.title`)}
      text={t(`${about}.text`)}
      action={
        onFurther && (
          <Button variant="default" loading={busy} onClick={onFurther}>
            {t("lists.search.notYet.further")}
          </Button>
        )
      }
    />
  );
}
