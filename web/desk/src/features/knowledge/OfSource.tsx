import { useQuery } from "@tanstack/react-query";
import { sourceQuery } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import { IconButton } from "@/ui/IconButton";
import { Close } from "@/ui/icons";
import { useWorkspace } from "./knowledge";
import classes from "./OfSource.module.css";

/** Says that only the articles of one source are shown, and ends it. */
export function OfSource({ source, onClear }: { source: string; onClear: () => void }) {
  const { t } = useWords();
  const { workspace } = useWorkspace();
  const name = useQuery(sourceQuery(workspace, source)).data?.name ?? "…";
  return (
    <p className={classes.only}>
      {t("knowledge.ofSource", { name })}
      <IconButton label={t("knowledge.ofAll")} onClick={onClear}>
        <Close />
      </IconButton>
    </p>
  );
}
