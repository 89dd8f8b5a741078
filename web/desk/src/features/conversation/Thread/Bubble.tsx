import { memo } from "react";
import type { Message } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { Markdown, safeHref } from "@/lib/markdown";
import { Spark } from "@/ui/icons";
import classes from "./Bubble.module.css";
import { FileList } from "./FileList";

interface Props {
  workspace: string;
  message: Message;
  /** The first of several by the same author carries the name. */
  first: boolean;
  customer: string;
  onTrace: (message: string) => void;
}

/** One message. The customer's stand left, ours right: violet the assistant's, petrol a person's. */
export const Bubble = memo(function Bubble({ workspace, message, first, customer, onTrace }: Props) {
  const { t, clock, full } = useWords();
  const { author } = message;
  if (author === "system")
    return (
      <p className={classes.system}>
        {message.text} <time dateTime={message.created_at}>{clock(message.created_at)}</time>
      </p>
    );
  const name = author === "customer" ? customer : (message.author_name ?? t("conversation.assistant"));
  return (
    <article className={classes.message} data-author={author} data-first={first}>
      <header className={first ? classes.head : "visually-hidden"}>
        {message.is_ai && <Spark size={13} className={classes.spark} />}
        <strong>
          <bdi>{name}</bdi>
        </strong>
        {message.is_ai && <span className={classes.ai}>{t("conversation.ai")}</span>}
        <time dateTime={message.created_at} title={full(message.created_at)}>
          {clock(message.created_at)}
        </time>
      </header>
      {message.text !== "" && (
        <div className={classes.bubble} title={first ? undefined : clock(message.created_at)}>
          {author === "customer" ? (
            <p className={classes.plain} dir="auto">
              {message.text}
            </p>
          ) : (
            <Markdown text={message.text} />
          )}
        </div>
      )}
      <FileList workspace={workspace} conversation={message.conversation_id} files={message.attachments} />
      {message.citations.length > 0 && (
        <ul className={classes.citations} aria-label={t("conversation.sources")}>
          {message.citations.map((citation) => (
            <li key={citation.n}>
              <a
                href={safeHref(citation.url) ?? undefined}
                target="_blank"
                rel="noopener noreferrer"
                title={citation.quote}
                className={classes.citation}
              >
                <span className={classes.n}>{citation.n}</span>
                {citation.title}
              </a>
            </li>
          ))}
        </ul>
      )}
      {message.buttons.length > 0 && (
        <p className={classes.offered}>
          {t("talk.thread.offered")}:{" "}
          {message.buttons.map((button) => (
            <span key={button.choice} className={classes.offer}>
              {button.label}
            </span>
          ))}
        </p>
      )}
      {message.has_trace && (
        <button type="button" className={classes.why} onClick={() => onTrace(message.id)}>
          {t("conversation.why")}
        </button>
      )}
    </article>
  );
});
