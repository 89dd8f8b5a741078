import { Button } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, type RefObject, Suspense, useState } from "react";
import { filterOf } from "@/api/conversations";
import type { ConversationDetail } from "@/api/types";
import { expectArrival } from "@/lib/arrival";
import { useWords } from "@/lib/i18n";
import { isOpen } from "@/lib/live";
import { useEver } from "@/lib/opened";
import { useShortcut } from "@/lib/shortcuts";
import { announce } from "@/ui/Announcer";
import { Avatar } from "@/ui/Avatar";
import type { SadOutcome } from "@/ui/CloseDialog";
import { contactName } from "@/ui/contactName";
import { IconButton } from "@/ui/IconButton";
import { Check, Clock, Close, Dot, Mail, More, Panel, Retry, Swap } from "@/ui/icons";
import { Keys } from "@/ui/Keys";
import { Menu, type MenuEntry } from "@/ui/Menu";
import { StateBadge } from "@/ui/StateBadge";
import { useMerging } from "../Merge/useMerging";
import { useTicketing } from "../Tickets/useTicketing";
import type { Actions } from "../useActions";
import { useMarkUnread } from "../useMarkUnread";
import { useResolve } from "../useResolve";
import { BackToList } from "./BackToList";
import { BesideLine } from "./BesideLine";
import classes from "./Header.module.css";
import { useLink } from "./useLink";

const CloseDialog = lazy(() => import("@/ui/CloseDialog"));
const LetterDialog = lazy(() => import("../LetterDialog"));
const SnoozeDialog = lazy(() => import("@/ui/SnoozeDialog"));
const TransferDialog = lazy(() => import("../TransferDialog"));
const route = getRouteApi("/signed-in/w/$workspace/inbox");

interface Props {
  heading: RefObject<HTMLHeadingElement | null>;
  workspace: string;
  conversation: ConversationDetail;
  actions: Actions;
  me: string;
  details: boolean;
  onDetails: () => void;
}

/** Who this is, where it stands, and what ends or moves it. */
export function Header(props: Props) {
  const { conversation, actions, me } = props;
  const { t, full, languageName } = useWords();
  const navigate = useNavigate();
  const filter = route.useSearch();
  const [closing, setClosing] = useState<SadOutcome | null>(null);
  const [transferring, setTransferring] = useState(false);
  const closingEver = useEver(closing !== null);
  const transferringEver = useEver(transferring);
  const [writing, setWriting] = useState(false);
  const writingEver = useEver(writing);
  const [snoozing, setSnoozing] = useState(false);
  const snoozingEver = useEver(snoozing);
  const { contact, assignee } = conversation;
  const name = contactName(t, contact);
  const open = isOpen(conversation);
  const mine = open && assignee?.id === me;

  const close = (outcome: SadOutcome, reason: string | null) =>
    actions.close.mutate(
      { outcome, reason },
      {
        onSuccess: () => {
          setClosing(null);
          announce(t(`talk.thread.closed.${outcome}`));
          // The button that was pressed is gone now.
          props.heading.current?.focus();
        },
      },
    );
  const { resolve: resolveSoon, held } = useResolve(props.workspace, conversation, me);
  const resolve = () => {
    resolveSoon();
    // The button that was pressed is gone now.
    props.heading.current?.focus();
  };
  useShortcut("resolve", resolve, mine && !held);
  const inHand = conversation.state === "with_agent" || conversation.state === "waiting_customer";
  const snoozable = inHand && mine && conversation.snoozed_until === null;
  useShortcut("snooze", () => setSnoozing(true), snoozable);
  const snooze = (until: string) =>
    actions.snooze.mutate(until, {
      onSuccess: () => {
        setSnoozing(false);
        announce(t("talk.snooze.until", { time: full(until) }));
        props.heading.current?.focus();
      },
    });
  useShortcut("transfer", () => setTransferring(true), open);
  useShortcut("letter", () => setWriting(true));
  useShortcut("toList", () => {
    const { workspace } = props;
    const row = document.querySelector<HTMLElement>(`[data-id="${conversation.id}"]`);
    if (row?.offsetParent) return row.focus();
    // It is not in the list that is shown: its heading takes the focus.
    if (row === null) expectArrival();
    void navigate({ to: "/w/$workspace/inbox", params: { workspace }, search: filterOf(filter) });
  });

  const link = useLink();
  const merge = useMerging({ ...props, onMerged: () => props.heading.current?.focus() });
  const ticketing = useTicketing({ workspace: props.workspace, conversation, mayClose: mine && inHand });
  const letter: MenuEntry = {
    type: "item",
    label: t("talk.letter.do"),
    icon: <Mail />,
    aside: <Keys keys="shift+m" />,
    onSelect: () => setWriting(true),
  };
  const markUnread = useMarkUnread(props.workspace, actions);
  useShortcut("unread", markUnread);
  const unread: MenuEntry = {
    type: "item",
    label: t("talk.unread.do"),
    icon: <Dot />,
    aside: <Keys keys="u" />,
    onSelect: markUnread,
  };
  const whileOpen: MenuEntry[] = [
    {
      type: "item",
      label: t("talk.transfer.do"),
      icon: <Swap />,
      aside: <Keys keys="shift+t" />,
      onSelect: () => setTransferring(true),
    },
    ...(snoozable
      ? [
          {
            type: "item" as const,
            label: t("talk.snooze.do"),
            icon: <Clock />,
            aside: <Keys keys="h" />,
            onSelect: () => setSnoozing(true),
          },
        ]
      : []),
    ...merge.entries,
    ticketing.entry,
    link,
    letter,
    unread,
    ...(["not_resolved", "cancelled"] as const).map(
      (outcome): MenuEntry => ({
        type: "item",
        label: t(`talk.close.${outcome}.do`),
        icon: outcome === "cancelled" ? <Close /> : <Retry />,
        onSelect: () => setClosing(outcome),
      }),
    ),
  ];

  return (
    <header className={classes.header} data-details={props.details}>
      <BackToList />
      <span className={classes.face}>
        <Avatar name={contact.name} id={contact.id} size={30} />
      </span>
      <div className={classes.who}>
        <h2 ref={props.heading} tabIndex={-1} className={classes.name} dir="auto">
          {name}
        </h2>
        <div className={classes.where}>
          <StateBadge state={conversation.state} />
          {assignee !== null && open && (
            <span className={classes.assignee}>
              <bdi>{assignee.name}</bdi>
            </span>
          )}
          <span className={classes.language}>{languageName(conversation.language)}</span>
          <BesideLine workspace={props.workspace} conversation={conversation.id} me={me} />
        </div>
      </div>
      {mine && !held && (
        <Button variant="default" leftSection={<Check />} onClick={resolve} className={classes.resolve}>
          {t("conversation.resolve")}
        </Button>
      )}
      <Menu
        label={t("conversation.actions")}
        align="end"
        entries={open ? whileOpen : [...merge.entries, ticketing.entry, link, letter, unread]}
      >
        <More />
      </Menu>
      <IconButton
        label={props.details ? t("talk.details.hide") : t("talk.details.show")}
        keys="d"
        aria-expanded={props.details}
        className={classes.tap}
        onClick={props.onDetails}
      >
        <Panel />
      </IconButton>
      <Suspense fallback={null}>
        {closingEver && (
          <CloseDialog
            outcome={closing}
            busy={actions.close.isPending}
            onClose={() => setClosing(null)}
            onConfirm={(reason) => closing !== null && close(closing, reason)}
          />
        )}
        {snoozingEver && (
          <SnoozeDialog
            opened={snoozing}
            workspace={props.workspace}
            busy={actions.snooze.isPending}
            onClose={() => setSnoozing(false)}
            onConfirm={snooze}
          />
        )}
        {merge.dialog}
        {ticketing.dialog}
        {writingEver && (
          <LetterDialog
            opened={writing}
            workspace={props.workspace}
            conversation={conversation}
            onClose={() => setWriting(false)}
          />
        )}
        {transferringEver && (
          <TransferDialog
            opened={transferring}
            workspace={props.workspace}
            conversation={conversation}
            actions={actions}
            onClose={() => setTransferring(false)}
          />
        )}
      </Suspense>
    </header>
  );
}
