import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { handoffQuery } from "@/api/conversations";
import type { HandoffCard as Card, ConversationDetail } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { contactName } from "@/ui/contactName";
import { Forward } from "@/ui/icons";
import { Reason } from "@/ui/Reason";
import { ErrorState, Loading } from "@/ui/States";
import { useBecause } from "@/ui/useBecause";
import { Asked } from "./Asked";
import classes from "./HandoffCard.module.css";

interface Props {
  workspace: string;
  conversation: ConversationDetail;
  why: NonNullable<ConversationDetail["handoff"]>;
}

/**
 * What who takes over must know, a line each. Open while the customer waits for a person's word; then a line. On a
 * phone it is a line until it is tapped: there the words themselves need the room.
 */
export function HandoffCard({ workspace, conversation, why }: Props) {
  const { t } = useWords();
  const body = useId();
  const [open, setOpen] = useState(
    () => conversation.waiting_since !== null && !matchMedia("(max-width: 47.9375em)").matches,
  );
  return (
    <section className={classes.card} aria-label={t("talk.handoff.title")} data-open={open}>
      <h3 className={classes.title}>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={body}
          className={classes.toggle}
          onClick={() => setOpen(!open)}
        >
          <Forward size={13} className={classes.arrow} />
          <span>{t("talk.handoff.title")}</span>
          <span className={classes.short}>
            <Why why={why} />
          </span>
        </button>
      </h3>
      <div id={body} hidden={!open}>
        {open && <Lines workspace={workspace} conversation={conversation} why={why} />}
      </div>
    </section>
  );
}

/** Why a person was wanted first, and why again. */
function Why({ why }: Pick<Props, "why">) {
  return (
    <>
      <Reason code={why.reason} />
      {why.again !== null && (
        <>
          {" · "}
          <Reason code={why.again} />
        </>
      )}
    </>
  );
}

function Lines({ workspace, conversation, why }: Props) {
  const { t, languageName } = useWords();
  const card = useQuery(handoffQuery(workspace, conversation.id));
  if (card.isPending) return <Loading rows={3} height={18} />;
  if (card.isError) return <ErrorState error={card.error} onRetry={() => void card.refetch()} />;
  const { questions, earlier, sentiment } = card.data;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <section className={classes.body} tabIndex={0} aria-label={t("talk.handoff.lines")}>
      <dl className={classes.lines}>
        <Line name={t("talk.handoff.questions")}>
          {questions.length === 0 ? t("talk.handoff.noQuestion") : <Asked questions={questions} />}
          {earlier > 0 && (
            <span className={classes.quiet}>{t("talk.handoff.earlier", { count: earlier })}</span>
          )}
        </Line>
        <Line name={t("talk.handoff.why")}>
          <Why why={why} />
        </Line>
        <Line name={t("talk.handoff.language")}>{languageName(conversation.language)}</Line>
        {sentiment !== null && (
          <Line name={t("talk.handoff.mood")}>{t(`why.understood.sentiments.${sentiment}`)}</Line>
        )}
        {card.data.risk !== null && <Risk card={card.data} risk={card.data.risk} />}
        <Reach conversation={conversation} left={card.data.left} />
      </dl>
    </section>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Risk({ card, risk }: { card: Card; risk: number }) {
  const { t, language } = useWords();
  const because = useBecause();
  const percent = new Intl.NumberFormat(language, { style: "percent" }).format(risk);
  const level = card.high_risk ? "high" : risk > 0 ? "some" : "none";
  const words = t(`talk.handoff.riskOf.${level}`, { percent });
  const reasons = card.reasons.filter((reason) => reason !== "risk").map(because);
  return (
    <Line name={t("talk.handoff.risk")}>
      <span data-risk={level} className={classes.risk}>
        {reasons.length === 0
          ? words
          : t("talk.handoff.because", { risk: words, reasons: reasons.join(", ") })}
      </span>
    </Line>
  );
}

/** What they said of themselves, and what they left to be called back: the latter they said yes to. */
function Reach({ conversation, left }: { conversation: ConversationDetail; left: Card["left"] }) {
  const { t } = useWords();
  const { contact } = conversation;
  const email = left?.email ?? contact.email;
  const phone = left?.phone ?? contact.phone;
  const named = left?.name ?? (contact.name ? contactName(t, contact) : null);
  return (
    <Line name={t("talk.handoff.contact")}>
      {named === null && !email && !phone && t("talk.handoff.noContact")}
      <span className={classes.reach}>
        {named !== null && <bdi>{named}</bdi>}
        {email && <a href={`mailto:${email}`}>{email}</a>}
        {phone && <a href={`tel:${phone.replace(/\s/g, "")}`}>{phone}</a>}
        {left !== null && <span className={classes.quiet}>{t("talk.handoff.callBack")}</span>}
      </span>
      {left?.about && <p dir="auto">{left.about}</p>}
    </Line>
  );
}
