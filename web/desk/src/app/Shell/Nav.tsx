import { Link, useMatchRoute } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { $api } from "@/api/client";
import { unreadPath } from "@/api/notices";
import type { Me } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { usePresence } from "@/lib/live";
import { Avatar } from "@/ui/Avatar";
import { Bell, Book, Inbox, Search, Sliders, Ticket } from "@/ui/icons";
import { Keys } from "@/ui/Keys";
import { Many } from "./Many";
import classes from "./Nav.module.css";
import { Status } from "./Status";
import { WorkspaceSwitcher } from "./WorkspaceSwitcher";

interface Props {
  workspace: string;
  me: Me;
  waiting: number;
  onPalette: () => void;
}

/** The side bar; a rail on narrower screens; a bar at the thumb's end on a phone, gone while a conversation is open. */
export function Nav({ workspace, me, waiting, onPalette }: Props) {
  const { t } = useWords();
  const inConversation = Boolean(
    useMatchRoute()({ to: "/w/$workspace/inbox/$conversation", params: { workspace } }),
  );
  const others = usePresence(workspace).filter((person) => person.id !== me.user.id);
  const item = (icon: ReactNode, label: string, extra?: ReactNode) => (
    <>
      {icon}
      <span className={classes.label}>{label}</span>
      {extra}
    </>
  );
  const params = { workspace };
  const unread = $api.useQuery("get", unreadPath, { params: { path: params } }).data?.unread ?? 0;
  return (
    <nav className={classes.nav} aria-label={t("nav.label")} data-hidden={inConversation}>
      <div className={classes.top}>
        <WorkspaceSwitcher workspace={workspace} me={me} />
      </div>
      <button
        type="button"
        className={`press-line ${classes.search}`}
        onClick={onPalette}
        aria-label={t("nav.search")}
        title={t("nav.search")}
      >
        <Search />
        <span className={classes.label}>{t("nav.search")}</span>
        <span className={classes.keys}>
          <Keys keys="mod+k" />
        </span>
      </button>
      <ul className={classes.list}>
        <li>
          <Link
            to="/w/$workspace/inbox"
            params={params}
            search={{ view: "mine" }}
            className={`press-line ${classes.item}`}
            activeOptions={{ includeSearch: false }}
            title={t("nav.inbox")}
          >
            {item(<Inbox size={18} />, t("nav.inbox"), <Many count={waiting} what={t("nav.waiting")} />)}
          </Link>
        </li>
        <li>
          <Link
            to="/w/$workspace/tickets"
            params={params}
            className={`press-line ${classes.item}`}
            activeOptions={{ includeSearch: false }}
            title={t("nav.tickets")}
          >
            {item(<Ticket size={18} />, t("nav.tickets"))}
          </Link>
        </li>
        <li>
          <Link
            to="/w/$workspace/knowledge"
            params={params}
            className={`press-line ${classes.item}`}
            title={t("nav.knowledge")}
          >
            {item(<Book size={18} />, t("nav.knowledge"))}
          </Link>
        </li>
        <li>
          <Link
            to="/w/$workspace/settings"
            params={params}
            className={`press-line ${classes.item}`}
            title={t("nav.settings")}
          >
            {item(<Sliders size={18} />, t("nav.settings"))}
          </Link>
        </li>
        <li>
          <Link
            to="/w/$workspace/notices"
            params={params}
            className={`press-line ${classes.item}`}
            title={t("nav.notices")}
          >
            {item(<Bell size={18} />, t("nav.notices"), <Many count={unread} what={t("nav.unread")} />)}
          </Link>
        </li>
        <Status workspace={workspace} />
        <li>
          <Link
            to="/w/$workspace/me"
            params={params}
            className={`press-line ${classes.item}`}
            title={me.user.name}
          >
            {item(<Avatar name={me.user.name} id={me.user.id} size={22} />, me.user.name)}
          </Link>
        </li>
      </ul>
      {others.length > 0 && (
        <div className={classes.presence}>
          <h2 className={classes.presenceTitle}>{t("nav.here")}</h2>
          <ul>
            {others.slice(0, 6).map((person) => (
              <li key={person.id} className={classes.person}>
                <Avatar name={person.name} id={person.id} size={18} />
                {person.name}
              </li>
            ))}
          </ul>
        </div>
      )}
    </nav>
  );
}
