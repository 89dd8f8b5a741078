import { Text, Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import { useWords } from "@/lib/i18n";
import { ConfirmDialog } from "./ConfirmDialog";

export type SadOutcome = "not_resolved" | "cancelled";

interface Props {
  outcome: SadOutcome | null;
  /** What it is called where it is not one conversation. */
  title?: string;
  busy: boolean;
  onClose: () => void;
  onConfirm: (reason: string | null) => void;
}

/** Ends what was not solved; the reason stays in the history. */
export default function CloseDialog({ outcome, title, busy, onClose, onConfirm }: Props) {
  const { t } = useWords();
  const [reason, setReason] = useState("");
  const [last, setLast] = useState<SadOutcome>("cancelled");
  useEffect(() => {
    // The words stay while the dialog fades out.
    if (outcome !== null) setLast(outcome);
    else setReason("");
  }, [outcome]);
  return (
    <ConfirmDialog
      opened={outcome !== null}
      title={title ?? t(`talk.close.${last}.title`)}
      confirm={t("talk.close.submit")}
      busy={busy}
      disabled={reason.trim() === ""}
      written={reason.trim() !== ""}
      onClose={onClose}
      onConfirm={() => onConfirm(reason.trim())}
    >
      <Text size="sm" c="dimmed" mb="md">
        {t(`talk.close.${last}.text`)}
      </Text>
      <Textarea
        label={t("talk.close.reason")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={500}
        required
        withAsterisk={false}
        data-autofocus
      />
    </ConfirmDialog>
  );
}
