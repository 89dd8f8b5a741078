import { getRouteApi, Outlet, useMatchRoute } from "@tanstack/react-router";
import { useRef } from "react";
import { filterOf } from "@/api/conversations";
import { useArrival } from "@/lib/arrival";
import { useWords } from "@/lib/i18n";
import { useTitle } from "@/lib/title";
import { ConversationList } from "./ConversationList";
import classes from "./InboxPage.module.css";
import { SearchField } from "./SearchField";
import { StateFilter } from "./StateFilter";
import { Views } from "./Views";

const route = getRouteApi("/signed-in/w/$workspace/inbox");

/** The list beside what is chosen; on a phone one after the other, as pages. */
export function InboxPage() {
  const { workspace } = route.useParams();
  const filter = filterOf(route.useSearch());
  const { t } = useWords();
  const chosen = useMatchRoute()({ to: "/w/$workspace/inbox/$conversation", params: { workspace } });
  const conversation = chosen === false ? null : (chosen as { conversation: string }).conversation;
  useTitle({ page: conversation === null ? t("nav.inbox") : undefined });
  const heading = useRef<HTMLHeadingElement>(null);
  const list = useRef<HTMLElement>(null);
  useArrival(heading);
  return (
    <div className={classes.inbox} data-chosen={conversation !== null}>
      <section ref={list} className={classes.list} aria-label={t("inbox.list")}>
        <header className={classes.header}>
          <h1 ref={heading} tabIndex={-1} className={classes.title}>
            {t("nav.inbox")}
          </h1>
          {filter.view === "all" && <StateFilter state={filter.state} />}
        </header>
        <SearchField
          filter={filter}
          onLeave={() => list.current?.querySelector<HTMLElement>("[data-id][tabindex='0']")?.focus()}
        />
        <Views workspace={workspace} view={filter.view} sought={filter.q !== undefined} />
        <ConversationList
          key={`${workspace} ${filter.view} ${filter.state} ${filter.q}`}
          workspace={workspace}
          filter={filter}
          chosen={conversation}
        />
      </section>
      <div className={classes.rest}>
        <Outlet />
      </div>
    </div>
  );
}
