import { Button } from "@mantine/core";
import { Problem } from "@/api/problem";
import type { ConversationDetail } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { isOpen } from "@/lib/live";
import { contactName, shortName } from "@/ui/contactName";
import { Alert, Hand } from "@/ui/icons";
import { Keys } from "@/ui/Keys";
import { useProblemWords } from "@/ui/States";
import type { Actions } from "../useActions";
import classes from "./Composer.module.css";

interface Props {
  conversation: ConversationDetail;
  actions: Actions;
  onTake: () => void;
}

/** Stands where the reply would be written while this conversation is not ours: who has it, and how to get it. */
export function TakeBar({ conversation, actions, onTake }: Props) {
  const { t } = useWords();
  const say = useProblemWords();
  const { contact, assignee, state } = conversation;
  const { error } = actions.take;
  const name = shortName(contactName(t, contact));
  const lost = error !== null && Problem.of(error).code === "already_taken";
  const words = !isOpen(conversation)
    ? t(state === "merged" ? "talk.merge.take" : "talk.take.closed")
    : assignee !== null
      ? t("talk.take.other", { name: assignee.name })
      : state === "queued"
        ? t("talk.take.queued", { name })
        : t("talk.take.assistant");
  return (
    <div className={classes.take}>
      <div>
        <p>{words}</p>
        <div role="alert">
          {error !== null && (
            <p className={classes.lost}>
              <Alert size={13} />
              {lost && assignee !== null ? t("talk.take.lost", { name: assignee.name }) : say(error).title}
            </p>
          )}
        </div>
      </div>
      {isOpen(conversation) && assignee === null && (
        <Button
          size="sm"
          leftSection={<Hand />}
          rightSection={<Keys keys="t" />}
          loading={actions.take.isPending}
          onClick={onTake}
        >
          {t("talk.take.do")}
        </Button>
      )}
    </div>
  );
}
