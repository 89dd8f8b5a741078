import { Link } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useState } from "react";
import type { ConversationDetail } from "@/api/types";
import { useWords, withWords } from "@/lib/i18n";
import { safeHref } from "@/lib/markdown";
import { Avatar } from "@/ui/Avatar";
import { contactName } from "@/ui/contactName";
import { useEuros } from "@/ui/euros";
import { IconButton } from "@/ui/IconButton";
import { Check, Pencil } from "@/ui/icons";
import { StateBadge } from "@/ui/StateBadge";
import classes from "./Details.module.css";
import { History } from "./History";
import { Labels } from "./Labels";
import { RatingLink } from "./RatingLink";
import { Urgency } from "./Urgency";

const TicketsOf = lazy(() => withWords("tickets", import("../Tickets/TicketsOf")));
const ContactDialog = lazy(() => import("./ContactDialog"));

/** How what a customer agreed to before the chat begins; its value is when. */
const AGREED = "✓ ";

interface Props {
  workspace: string;
  conversation: ConversationDetail;
}

/** Who is asking, and what was before. */
export function Details({ workspace, conversation }: Props) {
  const { t, brief } = useWords();
  const { earlier } = conversation;
  return (
    <div className={classes.details}>
      <ContactCard workspace={workspace} conversation={conversation} />
      <Urgency workspace={workspace} conversation={conversation} />
      <Labels workspace={workspace} conversation={conversation} />
      <Suspense fallback={null}>
        <TicketsOf workspace={workspace} contact={conversation.contact.id} />
      </Suspense>
      <section>
        <h3>{t("talk.details.earlier")}</h3>
        {earlier.length === 0 && <p className={classes.quiet}>{t("talk.details.noEarlier")}</p>}
        <ul className={classes.earlier}>
          {earlier.map((one) => (
            <li key={one.id}>
              <Link
                to="/w/$workspace/inbox/$conversation"
                params={{ workspace, conversation: one.id }}
                search={(old) => ({ view: old.view ?? "all" })}
                className={classes.earlierLink}
              >
                <span className={classes.earlierHead}>
                  <StateBadge state={one.state} />
                  <time dateTime={one.created_at}>{brief(one.created_at)}</time>
                </span>
                <span className={classes.preview}>
                  <bdi>{one.preview}</bdi>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </section>
      {conversation.merged_into === null && (
        <RatingLink key={conversation.id} workspace={workspace} id={conversation.id} />
      )}
      <History workspace={workspace} id={conversation.id} />
    </div>
  );
}

/** Who has just written was here just now; when they came is not told live. */
function lastSeen({ contact, last_message_author, last_message_at }: ConversationDetail): string | null {
  const came = contact.last_seen_at;
  if (last_message_author !== "customer" || last_message_at === null) return came;
  return came !== null && new Date(came) > new Date(last_message_at) ? came : last_message_at;
}

function ContactCard({ workspace, conversation }: Props) {
  const [editing, setEditing] = useState(false);
  const { t, ago, full, languageName } = useWords();
  const { contact, page_url: page, rating, rating_comment: comment } = conversation;
  const href = page === null ? null : safeHref(page);
  const euros = useEuros();
  const facts: [string, ReactNode][] = [];
  if (contact.email)
    facts.push([
      t("talk.details.email"),
      <a key="m" href={`mailto:${contact.email}`}>
        {contact.email}
      </a>,
    ]);
  if (contact.phone)
    facts.push([
      t("talk.details.phone"),
      <a key="p" href={`tel:${contact.phone.replace(/\s/g, "")}`}>
        {contact.phone}
      </a>,
    ]);
  if (contact.external_id)
    facts.push([
      t("talk.details.externalId"),
      <Proved key="x" id={contact.external_id} verified={contact.verified} />,
    ]);
  facts.push([t("talk.details.language"), languageName(contact.language)]);
  facts.push([
    t("talk.details.firstSeen"),
    <span key="f" title={full(contact.created_at)}>
      {ago(contact.created_at)}
    </span>,
  ]);
  const seen = lastSeen(conversation);
  if (seen !== null)
    facts.push([
      t("talk.details.lastSeen"),
      <span key="l" title={full(seen)}>
        {ago(seen)}
      </span>,
    ]);
  if (page && href)
    facts.push([
      t("talk.details.page"),
      <a key="u" href={href} target="_blank" rel="noopener noreferrer">
        {page.replace(/^https?:\/\//, "")}
      </a>,
    ]);
  if (conversation.cost !== null)
    facts.push([
      t("talk.details.cost"),
      <span key="c" className={classes.cost} data-state={conversation.cost.state}>
        {euros.format(conversation.cost.spent)}
        {conversation.cost.state !== "open" && ` · ${t(`talk.details.costs.${conversation.cost.state}`)}`}
      </span>,
    ]);
  if (rating !== null) facts.push([t("talk.details.rating"), t("talk.details.ratingOf", { score: rating })]);
  if (comment) facts.push([t("talk.details.ratingComment"), <bdi key="c">{comment}</bdi>]);
  for (const [name, value] of Object.entries(contact.attributes ?? {})) {
    const agreed = name.startsWith(AGREED) && !Number.isNaN(Date.parse(String(value)));
    facts.push(
      agreed
        ? [t("talk.details.agreed"), `${name.slice(AGREED.length)} (${full(String(value))})`]
        : [name, String(value)],
    );
  }
  const described = Boolean(contact.name || contact.email || contact.phone);
  return (
    <section>
      <h3 className="visually-hidden">{t("talk.details.contact")}</h3>
      <div className={classes.person}>
        <Avatar name={contact.name} id={contact.id} size={40} />
        <div>
          <p className={classes.name}>
            <bdi>{contactName(t, contact)}</bdi>
          </p>
          {(described || !contact.verified) && (
            <p className={classes.quiet}>
              {t(described ? "talk.details.unverified" : "talk.details.anonymous")}
            </p>
          )}
        </div>
        <IconButton label={t("talk.contact.edit")} className={classes.edit} onClick={() => setEditing(true)}>
          <Pencil />
        </IconButton>
      </div>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {editing && (
        <Suspense fallback={null}>
          <ContactDialog
            workspace={workspace}
            conversation={conversation.id}
            contact={contact}
            onClose={() => setEditing(false)}
          />
        </Suspense>
      )}
    </section>
  );
}

/** The one thing a signature proves. Name and address stand apart from it: the browser says them, signed or not. */
function Proved({ id, verified }: { id: string; verified: boolean }) {
  const { t } = useWords();
  return (
    <>
      <bdi>{id}</bdi>
      {verified && (
        <span className={classes.verified}>
          <Check size={13} /> {t("talk.details.verified")}
        </span>
      )}
    </>
  );
}
