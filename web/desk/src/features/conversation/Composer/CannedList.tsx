import { useWords } from "@/lib/i18n";
import { Bolt } from "@/ui/icons";
import { useEffects } from "@/ui/macros";
import { OfferList } from "./OfferList";
import classes from "./OfferList.module.css";
import type { useCanned } from "./useCanned";

interface Props {
  id: string;
  workspace: string;
  canned: ReturnType<typeof useCanned>;
}

/** The ready-made replies and macros that fit what was typed. */
export function CannedList({ id, workspace, canned }: Props) {
  const { t } = useWords();
  const effects = useEffects(
    workspace,
    canned.items.some((offer) => "macro" in offer),
  );
  return (
    <OfferList
      id={id}
      label={t("talk.canned.pick")}
      none={t("talk.canned.none")}
      items={canned.items}
      at={canned.at}
      loading={canned.loading}
      onPick={canned.pick}
      onPoint={canned.setAt}
    >
      {(offer) =>
        "reply" in offer ? (
          <>
            <span className={classes.shortcut}>/{offer.reply.shortcut}</span>
            <span className={classes.text}>{offer.reply.text}</span>
            {offer.reply.language !== null && (
              <span className={classes.language}>{offer.reply.language}</span>
            )}
          </>
        ) : (
          <>
            <span className={classes.macro}>
              <Bolt size={13} /> {offer.macro.name}
            </span>
            <span className={classes.text}>
              {[offer.macro.text, ...effects(offer.macro)].filter(Boolean).join(" · ")}
            </span>
            <span className={classes.aside}>{t("talk.macros.kind")}</span>
          </>
        )
      }
    </OfferList>
  );
}
