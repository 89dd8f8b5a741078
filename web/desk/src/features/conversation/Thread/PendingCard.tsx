import { Button, Group } from "@mantine/core";
import { memo } from "react";
import { useWords } from "@/lib/i18n";
import type { Pending } from "@/lib/unsent";
import { Alert, Retry, Trash } from "@/ui/icons";
import classes from "./PendingCard.module.css";

interface Props {
  pending: Pending;
  onRetry: (pending: Pending) => void;
  onDiscard: (id: string) => void;
}

/** Written but not yet with the server: shown at once, and honest about it. */
export const PendingCard = memo(function PendingCard({ pending, onRetry, onDiscard }: Props) {
  const { t, maybe } = useWords();
  const { failed } = pending;
  return (
    <article
      className={classes.pending}
      data-kind={pending.kind}
      data-failed={failed === null ? undefined : !failed.passing || "later"}
    >
      {pending.text !== "" && (
        <p className={classes.text} dir="auto">
          {pending.text}
        </p>
      )}
      {pending.files?.map((file) => (
        <p key={file.id} className={classes.state}>
          <bdi>{file.name}</bdi>
        </p>
      ))}
      {failed === null && <p className={classes.state}>{t("talk.thread.sending")}…</p>}
      {failed?.passing && (
        <div role="status" className={classes.later}>
          {t("talk.thread.sentLater")}
          <Button variant="subtle" color="gray" leftSection={<Trash />} onClick={() => onDiscard(pending.id)}>
            {t("talk.thread.discard")}
          </Button>
        </div>
      )}
      {failed?.passing === false && (
        <div role="alert" className={classes.failed}>
          <span className={classes.reason}>
            <Alert size={13} /> {t("conversation.failed")}:{" "}
            {maybe(`problems.${failed.code}`) ?? t("problems.unknown")}
          </span>
          <Group gap={4}>
            <Button
              variant="subtle"
              color="gray"
              leftSection={<Trash />}
              onClick={() => onDiscard(pending.id)}
            >
              {t("talk.thread.discard")}
            </Button>
            <Button variant="default" leftSection={<Retry />} onClick={() => onRetry(pending)}>
              {t("ui.retry")}
            </Button>
          </Group>
        </div>
      )}
    </article>
  );
});
