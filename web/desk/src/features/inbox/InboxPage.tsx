import { getRouteApi, Outlet, useMatchRoute } from "@tanstack/react-router";
import { lazy, Suspense, useRef, useState } from "react";
import { filterOf, narrowedBy } from "@/api/conversations";
import { useArrival } from "@/lib/arrival";
import { useWords, withWords } from "@/lib/i18n";
import { useShortcut } from "@/lib/shortcuts";
import { useTitle } from "@/lib/title";
import { Sliders } from "@/ui/icons";
import { ConversationList } from "./ConversationList";
import filterClasses from "./Filters.module.css";
import classes from "./InboxPage.module.css";
import { SearchField } from "./SearchField";
import { Views } from "./Views";

export { NothingChosen } from "./NothingChosen";

const Filters = lazy(() => withWords("lists", import("./Filters")));
const SavedViews = lazy(() => withWords("lists", import("./SavedViews")));
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
  const [narrowing, setNarrowing] = useState(false);
  const narrowed = narrowedBy(filter);
  useShortcut("filters", () => setNarrowing(!narrowing));
  const list = useRef<HTMLElement>(null);
  useArrival(heading);
  return (
    <div className={classes.inbox} data-chosen={conversation !== null}>
      <section ref={list} className={classes.list} aria-label={t("inbox.list")}>
        <header className={classes.header}>
          <h1 ref={heading} tabIndex={-1} className={classes.title}>
            {t("nav.inbox")}
          </h1>
          <button
            type="button"
            className={filterClasses.toggle}
            aria-expanded={narrowing}
            aria-controls="inbox-filters"
            data-narrowed={narrowed > 0}
            onClick={() => setNarrowing(!narrowing)}
          >
            <Sliders size={14} />
            {t("inbox.filters.title")}
            {narrowed > 0 && ` · ${narrowed}`}
          </button>
        </header>
        <SearchField
          filter={filter}
          onLeave={() => list.current?.querySelector<HTMLElement>("[data-id][tabindex='0']")?.focus()}
        />
        {narrowing && (
          <Suspense fallback={null}>
            <Filters workspace={workspace} filter={filter} />
          </Suspense>
        )}
        <Views workspace={workspace} view={filter.view} sought={filter.q !== undefined} />
        <Suspense fallback={null}>
          <SavedViews workspace={workspace} filter={filter} />
        </Suspense>
        <ConversationList
          key={`${workspace} ${JSON.stringify(filter)}`}
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
