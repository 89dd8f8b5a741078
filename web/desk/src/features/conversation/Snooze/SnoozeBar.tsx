import { Button } from "@mantine/core";
import { useWords } from "@/lib/i18n";
import { Clock } from "@/ui/icons";
import classes from "./SnoozeBar.module.css";

interface Props {
  until: string;
  busy: boolean;
  mayFetch: boolean;
  onBack: () => void;
}

/** Says that this conversation is put aside, until when, and fetches it back. */
export function SnoozeBar({ until, busy, mayFetch, onBack }: Props) {
  const { t, full } = useWords();
  return (
    <div className={classes.bar}>
      <Clock size={14} />
      <span className={classes.words}>{t("talk.snooze.until", { time: full(until) })}</span>
      {mayFetch && (
        <Button size="xs" variant="default" loading={busy} onClick={onBack}>
          {t("talk.snooze.back")}
        </Button>
      )}
    </div>
  );
}
