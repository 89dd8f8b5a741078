import { useEffect, useState } from "react";
import { useMe } from "@/api/session";
import { useWords } from "@/lib/i18n";
import { useTyping } from "@/lib/live";
import { typingLasts } from "@/lib/live/beside";
import classes from "./TypingLine.module.css";

export function TypingLine(props: { workspace: string; conversation: string; customer: string }) {
  const { t } = useWords();
  const typing = useTyping(props.workspace, props.conversation);
  const mine = useMe()?.user.id;
  const [over, setOver] = useState(0);
  const at = typing?.at ?? 0;
  useEffect(() => {
    if (at === 0) return;
    const timer = setTimeout(() => setOver(at), typingLasts);
    return () => clearTimeout(timer);
  }, [at]);
  const own = typing?.author === "agent" && typing.user_id === mine;
  if (typing === null || over === at || own) return <div className={classes.line} />;
  const name = typing.author === "customer" ? props.customer : (typing.name ?? "");
  return (
    <div className={classes.line}>
      <span className={classes.dots} aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span className={classes.words}>{t("conversation.typing", { name })}</span>
    </div>
  );
}
