import { Button } from "@mantine/core";
import { undo, useHeld } from "@/lib/held";
import { useWords } from "@/lib/i18n";
import { useShortcut } from "@/lib/shortcuts";
import { announce } from "@/ui/Announcer";
import { Check } from "@/ui/icons";
import { Keys } from "@/ui/Keys";
import classes from "./HeldBar.module.css";

/** What is about to be closed, on every screen, while it can still be taken back; the newest of several. */
export function HeldBar({ workspace }: { workspace: string }) {
  const { t } = useWords();
  const last = useHeld(workspace).at(-1);
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
