import { useMantineColorScheme } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Outlet, useNavigate, useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { countsQuery } from "@/api/conversations";
import { hasRole, meQuery } from "@/api/session";
import { useDelivery } from "@/features/conversation/outbox";
import { expectArrival } from "@/lib/arrival";
import { isLanguage, useWords, withWords } from "@/lib/i18n";
import { useLive, useNews } from "@/lib/live";
import type { LiveEvent } from "@/lib/live/reduce";
import { useEver } from "@/lib/opened";
import { useShortcut } from "@/lib/shortcuts";
import { useTitle } from "@/lib/title";
import { announce } from "@/ui/Announcer";
import { contactName } from "@/ui/contactName";
import { toast } from "@/ui/toast";
import { PaletteComing } from "../Palette/PaletteComing";
import { useTypedAhead } from "../Palette/useTypedAhead";
import { BudgetBar } from "./BudgetBar";
import { ConnectionBar } from "./ConnectionBar";
import { HeldBar } from "./HeldBar";
import { Nav } from "./Nav";
import classes from "./Shell.module.css";
import { UnsentBar } from "./UnsentBar";

const loadPalette = () => withWords("shortcuts", import("../Palette/Palette"));
const loadConversation = () =>
  withWords("talk", withWords("why", import("@/features/conversation/ConversationPage")));
const Palette = lazy(loadPalette);
// Where it does not come, nothing is missed before the next visit.
const NewVersionBar = lazy(() => import("../NewVersionBar").catch(() => ({ default: () => null })));
const ShortcutSheet = lazy(() => withWords("shortcuts", import("../Palette/ShortcutSheet")));
const route = getRouteApi("/signed-in/w/$workspace");
/** Milliseconds after which a page has what it needs itself. */
const QUIET_AFTER = 2_000;

/** The frame of a workspace: navigation, live stream, palette, shortcut sheet. Pages come into <main>. */
export function Shell() {
  const { workspace } = route.useParams();
  const { me: known } = route.useRouteContext();
  const me = useQuery(meQuery).data ?? known;
  const { speak, t } = useWords();
  const navigate = useNavigate();
  const [palette, setPalette] = useState(false);
  const [typed, setTyped] = useState("");
  const closePalette = () => {
    setPalette(false);
    setTyped("");
  };
  useTypedAhead(palette, setTyped, closePalette);
  const [sheet, setSheet] = useState(false);
  const sheetEver = useEver(sheet);
  const counts = useQuery(countsQuery(workspace)).data;

  const cache = useQueryClient();
  const router = useRouter();
  useLive({
    workspace,
    me: me.user.id,
    onGone: () => {
      cache.removeQueries({ queryKey: meQuery.queryKey });
      void router.invalidate();
    },
  });
  useDelivery(workspace, me.user.id);
  // Who opens the palette types on at once, and a conversation is what is opened next: their code is fetched before,
  // when there is nothing else to do.
  useEffect(() => {
    const fetchBoth = () => Promise.all([loadPalette(), loadConversation()]).catch(() => undefined);
    const soon = setTimeout(fetchBoth, QUIET_AFTER);
    return () => clearTimeout(soon);
  }, []);
  useEffect(() => {
    if (isLanguage(me.user.language)) speak(me.user.language);
  }, [me.user.language, speak]);

  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => setColorScheme(me.user.theme), [me.user.theme, setColorScheme]);

  useNews(
    useCallback(
      (news: LiveEvent) => {
        if (news.event === "conversation" && news.data.state === "queued" && news.data.unread > 0) {
          announce(t("inbox.nowWaiting", { name: contactName(t, news.data.contact) }));
        }
        if (news.event === "note" && news.data.mentions.some((one) => one.id === me.user.id)) {
          const called = t("inbox.called", {
            name: news.data.author?.name ?? news.data.rule ?? "",
            text: news.data.text.slice(0, 200),
          });
          toast.done(called);
        }
        if (news.event === "lead") toast.done(t("app.lead"));
      },
      [t, me.user.id],
    ),
  );

  const admin = hasRole(me, workspace, "admin");
  const waiting = counts?.waiting ?? 0;
  const name = me.workspaces.find((one) => one.slug === workspace)?.name ?? workspace;
  useTitle({ waiting, workspace: name });

  const go = (to: "tickets" | "knowledge" | "settings" | "notices" | "me" | "inbox") => {
    expectArrival();
    void navigate({
      to: `/w/$workspace/${to}`,
      params: { workspace },
      ...(to === "inbox" && { search: { view: "mine" } }),
    });
  };
  useShortcut("palette", () => setPalette(true));
  useShortcut("sheet", () => setSheet(true));
  useShortcut("goInbox", () => go("inbox"));
  useShortcut("goTickets", () => go("tickets"));
  useShortcut("goKnowledge", () => go("knowledge"));
  useShortcut("goSettings", () => go("settings"));
  useShortcut("goNotices", () => go("notices"));
  useShortcut("goMe", () => go("me"));

  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        {t("app.skip")}
      </a>
      <Nav workspace={workspace} me={me} waiting={waiting} onPalette={() => setPalette(true)} />
      <main id="main" className={classes.main} tabIndex={-1}>
        <ConnectionBar workspace={workspace} />
        <Suspense fallback={null}>
          <NewVersionBar workspace={workspace} />
        </Suspense>
        <UnsentBar workspace={workspace} me={me.user.id} />
        {admin && <BudgetBar workspace={workspace} />}
        <HeldBar workspace={workspace} />
        <div className={classes.page}>
          <Outlet />
        </div>
      </main>
      <Suspense fallback={<PaletteComing typed={typed} />}>
        {palette && (
          <Palette workspace={workspace} me={me} typed={typed} onType={setTyped} onClose={closePalette} />
        )}
      </Suspense>
      <Suspense fallback={null}>
        {sheetEver && <ShortcutSheet opened={sheet} onClose={() => setSheet(false)} />}
      </Suspense>
    </div>
  );
}
