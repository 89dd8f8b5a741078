import { Button } from "@mantine/core";
import { useWords } from "@/lib/i18n";
import { Bar } from "@/ui/Bar";
import { Clock } from "@/ui/icons";

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
    <Bar
      icon={<Clock size={14} />}
      action={
        mayFetch && (
          <Button size="xs" variant="default" loading={busy} onClick={onBack}>
            {t("talk.snooze.back")}
          </Button>
        )
      }
    >
      {t("talk.snooze.until", { time: full(until) })}
    </Bar>
  );
}
