import { Link } from "@tanstack/react-router";
import type { Notice } from "@/api/notices";
import { useWords } from "@/lib/i18n";
import classes from "./Notices.module.css";

interface Props {
  notice: Notice;
  workspace: string;
  tabbable: boolean;
  onRead: () => void;
}

/** One notice: it leads to what it is about, and has been looked at then. */
export function NoticeRow({ notice, workspace, tabbable, onRead }: Props) {
  const { t, ago, full } = useWords();
  const said = (
    <>
      <span className={classes.text}>
        {!notice.read && <span className="visually-hidden">{t("notices.unread")} </span>}
        <bdi>{notice.text}</bdi>
        {notice.count > 1 && (
          <span className={classes.times}> · {t("notices.times", { count: notice.count })}</span>
        )}
      </span>
      <time className={classes.when} dateTime={notice.told_at} title={full(notice.told_at)}>
        {ago(notice.told_at)}
      </time>
    </>
  );
  const shared = {
    className: `press-line ${classes.row}`,
    "data-id": notice.id,
    "data-unread": !notice.read || undefined,
    tabIndex: tabbable ? 0 : -1,
    onClick: onRead,
  };
  return (
    <li>
      {notice.ticket_id !== null ? (
        <Link
          to="/w/$workspace/tickets/$ticket"
          params={{ workspace, ticket: notice.ticket_id }}
          search={{}}
          {...shared}
        >
          {said}
        </Link>
      ) : notice.conversation_id === null ? (
        <button type="button" {...shared}>
          {said}
        </button>
      ) : (
        <Link
          to="/w/$workspace/inbox/$conversation"
          params={{ workspace, conversation: notice.conversation_id }}
          search={{ view: "all" }}
          {...shared}
        >
          {said}
        </Link>
      )}
    </li>
  );
}
