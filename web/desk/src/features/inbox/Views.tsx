import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { countsQuery } from "@/api/conversations";
import type { Counts, View } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useShortcut } from "@/lib/shortcuts";
import classes from "./Views.module.css";

/** No figure beside "all": it lists the closed ones too, and nobody waits in it. */
const views: readonly { view: View; count: keyof Counts | null }[] = [
  { view: "mine", count: "mine" },
  { view: "unassigned", count: "unassigned" },
  { view: "waiting", count: "waiting" },
  { view: "mentions", count: "mentions" },
  { view: "snoozed", count: "snoozed" },
  { view: "all", count: null },
];
/** Shown only where there is something in them: most of the time there is not. */
const rare: ReadonlySet<View> = new Set(["mentions", "snoozed"]);

/** Mine, unassigned, waiting, all: links with live counts, so a view can be kept and sent. */
export function Views({ workspace, view, sought }: { workspace: string; view: View; sought: boolean }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const counts = useQuery(countsQuery(workspace)).data;
  const show = (next: View) =>
    void navigate({ to: "/w/$workspace/inbox", params: { workspace }, search: { view: next } });
  const shown = views.filter(
    (one) =>
      !rare.has(one.view) || one.view === view || (one.count !== null && (counts?.[one.count] ?? 0) > 0),
  );
  useShortcut("viewMine", () => show("mine"));
  useShortcut("viewUnassigned", () => show("unassigned"));
  useShortcut("viewWaiting", () => show("waiting"));
  useShortcut("viewAll", () => show("all"));
  useShortcut("viewMentions", () => show("mentions"));
  useShortcut("viewSnoozed", () => show("snoozed"));
  return (
    <nav aria-label={t("inbox.views.label")}>
      <ul className={classes.views}>
        {shown.map((one) => (
          <li key={one.view}>
            <Link
              to="/w/$workspace/inbox"
              params={{ workspace }}
              search={{ view: one.view }}
              className={classes.view}
              aria-current={one.view === view && !sought ? "page" : undefined}
            >
              {t(`inbox.views.${one.view}`)}
              {one.count !== null && (
                <span
                  className={classes.count}
                  data-hot={
                    (one.view === "waiting" || one.view === "mentions") && (counts?.[one.view] ?? 0) > 0
                  }
                >
                  {counts?.[one.count] ?? "–"}
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
