import { useMediaQuery } from "@mantine/hooks";
import { getRouteApi, useNavigate, useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useHasRole, useMe } from "@/api/session";
import type { ConversationDetail } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useLiveStatus } from "@/lib/live";
import { useLooksAt } from "@/lib/live/looking";
import { useEver } from "@/lib/opened";
import { useShortcut } from "@/lib/shortcuts";
import { useTitle } from "@/lib/title";
import { useVisible } from "@/lib/visible";
import { announce } from "@/ui/Announcer";
import { contactName } from "@/ui/contactName";
import { Composer, type ComposerHandle } from "./Composer/Composer";
import classes from "./ConversationPage.module.css";
import { Details } from "./Details/Details";
import { HandoffCard } from "./Handoff/HandoffCard";
import { Header } from "./Header/Header";
import { MergedBar } from "./Merge/MergedBar";
import { useOutbox } from "./outbox";
import { SnoozeBar } from "./Snooze/SnoozeBar";
import { Thread } from "./Thread/Thread";
import { useActions } from "./useActions";
import { useMentioned } from "./useMentioned";

const DetailsDrawer = lazy(() => import("./Details/DetailsDrawer"));
const TraceDrawer = lazy(() => import("./TraceDrawer"));
const route = getRouteApi("/signed-in/w/$workspace/inbox/$conversation");

interface Props {
  workspace: string;
  conversation: ConversationDetail;
}

/** One conversation: what was said, what to say, who it is. Details stand beside it, or over it where there is no room. */
export function Room({ workspace, conversation }: Props) {
  const { t } = useWords();
  const me = useMe()?.user.id ?? "";
  useTitle({ page: contactName(t, conversation.contact) });
  const { details } = route.useSearch();
  const navigate = useNavigate();
  const { history } = useRouter();
  const wide = useMediaQuery("(min-width: 77.5em)", undefined, { getInitialValueInEffect: false }) ?? false;
  const shown = details ?? wide;
  const actions = useActions(workspace, conversation.id, me);
  const supervises = useHasRole(workspace, "supervisor");
  useMentioned(workspace, conversation, me);
  const live = useLiveStatus(workspace) === "live";
  useLooksAt(workspace, conversation.id, useVisible() && live);
  const outbox = useOutbox(workspace, conversation.id, me);
  const composer = useRef<ComposerHandle>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [traced, setTraced] = useState<string | null>(null);
  const traceEver = useEver(traced !== null);
  const drawerEver = useEver(!wide && shown);

  // On a phone Back closes the details. However they are closed, the next Back leaves the conversation.
  const opened = useRef(false);
  useEffect(() => {
    if (!shown) opened.current = false;
  }, [shown]);
  const showDetails = useCallback(
    (next: boolean) => {
      if (!next && opened.current) return history.back();
      opened.current = next && !wide;
      void navigate({
        to: ".",
        search: (old: object) => ({ ...old, details: next }),
        replace: wide || !next,
      });
    },
    [history, navigate, wide],
  );
  useShortcut("details", () => showDetails(!shown));

  // On a phone the list has made room for this page, and took the focus with it.
  useEffect(() => {
    if (matchMedia("(max-width: 47.9375em)").matches) heading.current?.focus({ preventScroll: true });
  }, []);

  const panel = <Details workspace={workspace} conversation={conversation} />;
  return (
    <div className={classes.room} data-details={wide && shown}>
      <section className={classes.talk} aria-label={t("conversation.thread")}>
        <Header
          heading={heading}
          workspace={workspace}
          conversation={conversation}
          actions={actions}
          me={me}
          details={shown}
          onDetails={() => showDetails(!shown)}
        />
        {conversation.snoozed_until !== null && (
          <SnoozeBar
            until={conversation.snoozed_until}
            busy={actions.unsnooze.isPending}
            mayFetch={supervises || conversation.assignee?.id === me}
            onBack={() => {
              actions.unsnooze.mutate(undefined, { onSuccess: () => announce(t("talk.snooze.fetched")) });
              // The button that was pressed is gone then.
              heading.current?.focus();
            }}
          />
        )}
        {conversation.merged_into !== null && (
          <MergedBar
            workspace={workspace}
            into={conversation.merged_into}
            busy={actions.separate.isPending}
            onUndo={() => {
              actions.separate.mutate(conversation.id, {
                onSuccess: () => announce(t("talk.merge.undone")),
              });
              // The button that was pressed is gone then.
              heading.current?.focus();
            }}
          />
        )}
        {conversation.handoff !== null && (
          <HandoffCard workspace={workspace} conversation={conversation} why={conversation.handoff} />
        )}
        <Thread
          workspace={workspace}
          conversation={conversation}
          outbox={outbox}
          me={me}
          onTrace={setTraced}
          onSeparate={actions.separate.mutate}
        />
        <Composer
          ref={composer}
          workspace={workspace}
          conversation={conversation}
          actions={actions}
          me={me}
          onSend={outbox.send}
          onLeave={() => heading.current?.focus()}
        />
      </section>
      {wide && shown && (
        <aside className={classes.details} aria-label={t("talk.details.title")}>
          {panel}
        </aside>
      )}
      <Suspense fallback={null}>
        {!wide && drawerEver && (
          <DetailsDrawer opened={shown} onClose={() => showDetails(false)}>
            {panel}
          </DetailsDrawer>
        )}
        {traceEver && (
          <TraceDrawer
            workspace={workspace}
            conversation={conversation.id}
            message={traced}
            onClose={() => setTraced(null)}
          />
        )}
      </Suspense>
    </div>
  );
}
