import { useWords } from "@/lib/i18n";
import { usePresence } from "@/lib/live";
import { Avatar } from "@/ui/Avatar";
import { OfferList } from "./OfferList";
import classes from "./OfferList.module.css";
import type { useMentions } from "./useMentions";

interface Props {
  id: string;
  workspace: string;
  mentions: ReturnType<typeof useMentions>;
}

/** The colleagues that a note may call, and who of them is here. */
export function MentionList({ id, workspace, mentions }: Props) {
  const { t } = useWords();
  const here = new Set(usePresence(workspace).map((person) => person.id));
  return (
    <OfferList
      id={id}
      label={t("talk.mentions.pick")}
      none={t("talk.mentions.none")}
      items={mentions.items}
      at={mentions.at}
      loading={mentions.loading}
      onPick={mentions.pick}
      onPoint={mentions.setAt}
    >
      {(person) => (
        <>
          <Avatar name={person.name} id={person.id} size={20} />
          <span className={classes.text}>{person.name}</span>
          {here.has(person.id) && <span className={classes.aside}>{t("talk.transfer.here")}</span>}
        </>
      )}
    </OfferList>
  );
}
