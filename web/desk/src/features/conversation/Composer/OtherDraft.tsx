import { Button } from "@mantine/core";
import { useEffect } from "react";
import { useWords } from "@/lib/i18n";
import { announce } from "@/ui/Announcer";
import classes from "./Composer.module.css";
import type { Other } from "./useOwnDraft";

interface Props {
  other: Other;
  onSwap: () => void;
  onDrop: () => void;
}

/** Two drafts of one writer: neither gives way by itself. */
export default function OtherDraft({ other, onSwap, onDrop }: Props) {
  const { t } = useWords();
  const words = t(other.here ? "talk.draft.before" : "talk.draft.elsewhere");
  useEffect(() => announce(words), [words]);
  return (
    <section className={classes.other} aria-label={words}>
      <div>
        <p>{words}</p>
        <p className={classes.otherText} dir="auto">
          {other.text}
        </p>
      </div>
      <Button size="xs" variant="default" onClick={onSwap}>
        {t("talk.draft.swap")}
      </Button>
      <Button size="xs" variant="subtle" color="gray" onClick={onDrop}>
        {t("talk.draft.drop")}
      </Button>
    </section>
  );
}
