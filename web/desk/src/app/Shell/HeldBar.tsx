import { Button } from "@mantine/core";
import { useCallback } from "react";
import { finish, undo, useHeld } from "@/lib/held";
import { useWords } from "@/lib/i18n";
import { useNews } from "@/lib/live";
import type { LiveEvent } from "@/lib/live/reduce";
import { useShortcut } from "@/lib/shortcuts";
import { announce } from "@/ui/Announcer";
import { Check } from "@/ui/icons";
import { Keys } from "@/ui/Keys";
import classes from "./HeldBar.module.css";

/** What is about to be closed, on every screen, while it can still be taken back; the newest of several. */
export function HeldBar({ workspace }: { workspace: string }) {
  const { t } = useWords();
  const all = useHeld(workspace);
  const last = all.at(-1);
  useNews(
    useCallback(
      (news: LiveEvent) => {
        if (news.event !== "conversation" || news.data.last_message_author !== "customer") return;
        const { id, last_seq } = news.data;
        const spoken = all.find((one) => one.conversation === id && one.seq < last_seq);
        if (spoken !== undefined) finish(spoken);
      },
      [all],
    ),
  );
  const takeBack = () => {
    if (last !== undefined && undo(last)) announce(t("app.held.undone"));
  };
  useShortcut("undo", takeBack, last !== undefined);
  return (
    <div role="status">
      {last !== undefined && (
        <div key={last.conversation} className={classes.bar}>
          <Check />
          <span className={classes.words}>{t("app.held.resolving", { name: last.name })}</span>
          <Button variant="default" rightSection={<Keys keys="z" />} onClick={takeBack}>
            {t("app.held.undo")}
          </Button>
        </div>
      )}
    </div>
  );
}
