import { Button } from "@mantine/core";
import { useWords } from "@/lib/i18n";
import classes from "./SaveBar.module.css";

interface Props {
  changed: boolean;
  busy: boolean;
  disabled?: boolean;
  onUndo: () => void;
}

/** Saves a long form from wherever one is in it, and says whether there is anything to save. */
export function SaveBar({ changed, busy, disabled = false, onUndo }: Props) {
  const { t } = useWords();
  return (
    <div className={classes.bar}>
      <Button type="submit" size="sm" loading={busy} disabled={disabled}>
        {t("ui.save")}
      </Button>
      <Button variant="default" size="sm" disabled={!changed} onClick={onUndo}>
        {t("ui.reset")}
      </Button>
      <span role="status" className={classes.state}>
        {changed && t("ui.unsaved")}
      </span>
    </div>
  );
}
