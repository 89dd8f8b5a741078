import { Link } from "@tanstack/react-router";
import { lazy, memo, Suspense } from "react";
import type { Filter } from "@/api/conversations";
import type { Conversation } from "@/api/types";
import { useWords, withWords } from "@/lib/i18n";
import { isOpen, isUnread } from "@/lib/live";
import { useNow } from "@/lib/now";
import { unmarked } from "@/lib/unmarked";
import { Avatar } from "@/ui/Avatar";
import { contactName } from "@/ui/contactName";
import { Clock, Frown, Spark } from "@/ui/icons";
import { Reason } from "@/ui/Reason";
import { StateBadge } from "@/ui/StateBadge";
import classes from "./ConversationRow.module.css";

const RowBeside = lazy(() => import("./RowBeside"));
const RowLabels = lazy(() => import("./RowLabels"));
const FoundWords = lazy(() => withWords("lists", import("./FoundWords")));

interface Props {
  workspace: string;
  conversation: Conversation;
  filter: Filter;
  /** How much is left out above it; which of the list it is; and of how many, -1 where nobody knows. */
  gap: number;
  place: number;
  of: number;
  chosen: boolean;
  tabbable: boolean;
  /** Words of the reader's own that could not be sent: they will be, or never as they are. */
  unsent: "passing" | "failed" | null;
  /** The reader has begun something there. */
  drafted: boolean;
  /** Whether colleagues are at work who may be there, too. */
  others: boolean;
  me: string;
  /** Whether it is chosen to do something with it, and whether any is. */
  picked: boolean;
  picking: boolean;
  onPick: (id: string, range: boolean) => void;
}

/** Reasons that say no more than that somebody is in the queue. */
const plain: ReadonlySet<string> = new Set(["customer_wish", "person", "consent"]);

/** Who, when or since when they wait, the last words, and what is new. */
export const ConversationRow = memo(function ConversationRow(props: Props) {
  const { conversation, filter, picked } = props;
  const { t, full } = useWords();
  const { contact, assignee } = conversation;
  const name = contactName(t, contact);
  const { id } = conversation;
  return (
    <li
      className={classes.row}
      style={props.gap > 0 ? { marginTop: props.gap } : undefined}
      aria-posinset={props.place}
      aria-setsize={props.of}
      data-picking={props.picking}
      data-picked={picked}
    >
      <Link
        to="/w/$workspace/inbox/$conversation"
        params={{ workspace: props.workspace, conversation: conversation.id }}
        search={{ ...filter }}
        className={classes.link}
        data-id={conversation.id}
        data-unread={isUnread(conversation, props.me)}
        aria-current={props.chosen ? "true" : undefined}
        tabIndex={props.tabbable ? 0 : -1}
        preload={false}
      >
        <Avatar name={contact.name} id={contact.id} size={32} />
        <span className={classes.who}>
          <bdi className={classes.name}>{name}</bdi>
          {(conversation.priority === "high" || conversation.priority === "urgent") && (
            <span className={classes.high} title={t(`inbox.${conversation.priority}`)}>
              {conversation.priority === "urgent" ? "!!" : "!"}
              <span className="visually-hidden"> {t(`inbox.${conversation.priority}`)}</span>
            </span>
          )}
          {conversation.risk === "high" && (
            <span className={classes.risk} title={t("inbox.losingPatience")}>
              <Frown size={14} />
              <span className="visually-hidden"> {t("inbox.losingPatience")}</span>
            </span>
          )}
          {conversation.test && <span className={classes.test}>{t("inbox.test")}</span>}
        </span>
        <When conversation={conversation} />
        <span className={classes.preview}>
          {conversation.found ? (
            <Suspense fallback={<Words conversation={conversation} />}>
              <FoundWords found={conversation.found} />
            </Suspense>
          ) : (
            <Words conversation={conversation} />
          )}
        </span>
        {conversation.labels.length > 0 && (
          <Suspense fallback={<span className={classes.labels} />}>
            <RowLabels labels={conversation.labels} />
          </Suspense>
        )}
        <span className={classes.marks}>
          {props.others && (
            <Suspense fallback={null}>
              <RowBeside workspace={props.workspace} conversation={id} me={props.me} />
            </Suspense>
          )}
          {props.drafted && props.unsent === null && (
            <span className={classes.draft}>{t("inbox.draft")}</span>
          )}
          {props.unsent !== null && (
            <span className={classes.unsent}>
              {t(props.unsent === "passing" ? "inbox.notSentYet" : "conversation.failed")}
            </span>
          )}
          {conversation.snoozed_until !== null && (
            <span title={t("inbox.snoozed", { time: full(conversation.snoozed_until) })}>
              <Clock size={12} />
              <span className="visually-hidden">
                {t("inbox.snoozed", { time: full(conversation.snoozed_until) })}
              </span>
            </span>
          )}
          {filter.view === "all" && <StateBadge state={conversation.state} />}
          {filter.view !== "mine" && assignee !== null && isOpen(conversation) && (
            <span title={assignee.name}>
              <Avatar name={assignee.name} id={assignee.id} size={18} />
              <span className="visually-hidden">{assignee.name}</span>
            </span>
          )}
          {conversation.unread === 0 && isUnread(conversation, props.me) && (
            <span className={classes.marked} title={t("inbox.marked")}>
              <span className="visually-hidden">{t("inbox.marked")}</span>
            </span>
          )}
          {conversation.unread > 0 && (
            <span className={classes.unread}>
              <span aria-hidden="true">{conversation.unread}</span>
              <span className="visually-hidden">{t("inbox.unread", { count: conversation.unread })}</span>
            </span>
          )}
        </span>
      </Link>
      {/* Where the face is, which a thumb reaches; by keyboard it is X, for the list is one Tab stop. */}
      <label className={classes.pick}>
        <input
          type="checkbox"
          checked={picked}
          tabIndex={-1}
          aria-label={t("inbox.pick", { name })}
          onClick={(event) => props.onPick(id, event.shiftKey)}
          onChange={() => undefined}
        />
      </label>
    </li>
  );
});

/** The last words, and whose they are; of who is in the queue, what they want instead, for there nobody has answered it. */
function Words({ conversation }: { conversation: Conversation }) {
  const { state, asked, handoff_reason: reason, last_message_author: author } = conversation;
  if (state === "queued" && (asked !== null || reason !== null))
    return (
      <>
        {reason !== null && !(plain.has(reason) && asked !== null) && (
          <span className={classes.reason}>
            <Reason code={reason} />
          </span>
        )}
        {asked !== null && (
          <span dir="auto" className={classes.words}>
            {asked}
          </span>
        )}
      </>
    );
  return (
    <>
      {author === "assistant" && <Spark size={12} className={classes.spark} />}
      {author === "agent" && (
        <span className={classes.by}>{`${conversation.last_agent_name?.split(" ")[0] ?? ""}: `}</span>
      )}
      <span dir="auto" className={classes.words}>
        {unmarked(conversation.preview)}
      </span>
    </>
  );
}

function When({ conversation }: { conversation: Conversation }) {
  const { t, brief, waited } = useWords();
  const now = useNow();
  if (conversation.waiting_since !== null) {
    const time = waited(conversation.waiting_since, now);
    const minutes = (now.getTime() - new Date(conversation.waiting_since).getTime()) / 60_000;
    return (
      <span className={classes.waits} data-long={minutes >= 5}>
        <Clock size={12} />
        <span aria-hidden="true">{time}</span>
        <span className="visually-hidden">{t("inbox.waits", { time })}</span>
      </span>
    );
  }
  const at = conversation.last_message_at ?? conversation.created_at;
  return (
    <time className={classes.when} dateTime={at}>
      {brief(at, now)}
    </time>
  );
}
