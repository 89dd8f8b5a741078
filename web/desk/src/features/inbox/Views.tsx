import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useLayoutEffect, useRef } from "react";
import { countsQuery } from "@/api/conversations";
import type { Counts, View } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useShortcut } from "@/lib/shortcuts";
import { At, Clock } from "@/ui/icons";
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
/** Shown only where there is something in them, which mostly there is not; as a sign, for six names need two lines. */
const rare: Partial<Record<View, ReactNode>> = { mentions: <At size={14} />, snoozed: <Clock size={14} /> };

interface Props {
  workspace: string;
  view: View;
  /** Whether something is sought: then no view is shown. */
  sought: boolean;
}

/** Mine, unassigned, waiting, all: links with live counts, so a view can be kept and sent. */
export function Views({ workspace, view, sought }: Props) {
  const { t } = useWords();
  const navigate = useNavigate();
  const counts = useQuery(countsQuery(workspace)).data;
  // What had the focus goes with the list that was shown: the view's own name takes it, and Tab leads on to the new one.
  const list = useRef<HTMLUListElement>(null);
  const wanted = useRef<View | null>(null);
  useLayoutEffect(() => {
    if (wanted.current !== view || sought) return;
    wanted.current = null;
    list.current?.querySelector<HTMLElement>("[aria-current]")?.focus();
  });
  const show = (next: View) => {
    wanted.current = next;
    void navigate({ to: "/w/$workspace/inbox", params: { workspace }, search: { view: next } });
  };
  const shown = views.filter(
    (one) => !rare[one.view] || one.view === view || (one.count !== null && (counts?.[one.count] ?? 0) > 0),
  );
  useShortcut("viewMine", () => show("mine"));
  useShortcut("viewUnassigned", () => show("unassigned"));
  useShortcut("viewWaiting", () => show("waiting"));
  useShortcut("viewAll", () => show("all"));
  useShortcut("viewMentions", () => show("mentions"));
  useShortcut("viewSnoozed", () => show("snoozed"));
  return (
    <nav aria-label={t("inbox.views.label")}>
      <ul ref={list} className={classes.views}>
        {shown.map((one) => (
          <li key={one.view}>
            <Link
              to="/w/$workspace/inbox"
              params={{ workspace }}
              search={{ view: one.view }}
              className={classes.view}
              aria-current={one.view === view && !sought ? "page" : undefined}
              title={rare[one.view] ? t(`inbox.views.${one.view}`) : undefined}
            >
              {rare[one.view]}
              <span className={rare[one.view] ? "visually-hidden" : undefined}>
                {t(`inbox.views.${one.view}`)}
              </span>
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
