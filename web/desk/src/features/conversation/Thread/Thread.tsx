import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useMemo } from "react";
import { messagesQuery, notesQuery } from "@/api/conversations";
import type { ConversationDetail } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useNews } from "@/lib/live";
import type { LiveEvent } from "@/lib/live/reduce";
import { announce } from "@/ui/Announcer";
import { contactName } from "@/ui/contactName";
import { Down } from "@/ui/icons";
import { ErrorState, Loading } from "@/ui/States";
import { mergedQuery } from "../Merge/merged";
import type { useOutbox } from "../outbox";
import { timeline } from "../timeline";
import { Bubble } from "./Bubble";
import { NoteCard } from "./NoteCard";
import { PendingCard } from "./PendingCard";
import classes from "./Thread.module.css";
import { TypingLine } from "./TypingLine";
import { useEarlier } from "./useEarlier";
import { useSeen } from "./useSeen";
import { useStickToEnd } from "./useStickToEnd";

const MergedBlock = lazy(() => import("../Merge/MergedBlock"));

interface Props {
  workspace: string;
  conversation: ConversationDetail;
  outbox: ReturnType<typeof useOutbox>;
  me: string;
  onTrace: (message: string) => void;
  onSeparate: (conversation: string) => void;
}

/** Everything that was said, in order, notes among it. Reads upwards in pages; stays at its end while one is there. */
export function Thread({ workspace, conversation, outbox, me, onTrace, onSeparate }: Props) {
  const { t, dayName } = useWords();
  const thread = useQuery(messagesQuery(workspace, conversation.id));
  const notes = useQuery(notesQuery(workspace, conversation.id));
  const joins = thread.data?.items.some(({ kind }) => kind === "merged") ?? false;
  const merged = useQuery({ ...mergedQuery(workspace, conversation.id), enabled: joins }).data?.items ?? [];
  const earlier = useEarlier(workspace, conversation.id);
  const customer = contactName(t, conversation.contact);
  const { pending, retry, discard } = outbox;

  const entries = useMemo(
    () =>
      timeline({
        messages: thread.data?.items ?? [],
        notes: notes.data?.items ?? [],
        pending,
        hasEarlier: thread.data?.hasEarlier ?? false,
      }),
    [thread.data, notes.data, pending],
  );
  const last = entries.at(-1);
  const stick = useStickToEnd(entries.at(0)?.key, last?.key, last?.type === "pending");
  useSeen(workspace, conversation, thread.data?.items.at(-1)?.seq ?? 0, stick.atEnd, me);

  useNews(
    useCallback(
      (news: LiveEvent) => {
        if (news.event !== "message" || news.data.conversation_id !== conversation.id) return;
        const { author, author_name, attachments } = news.data;
        const text = news.data.text || attachments.map((file) => file.name).join(", ");
        if (author === "agent") return;
        const name = author === "customer" ? customer : (author_name ?? t("conversation.assistant"));
        announce(author === "system" ? text : t("talk.thread.says", { name, text: text.slice(0, 300) }));
      },
      [conversation.id, customer, t],
    ),
  );

  if (thread.isPending)
    return (
      <div className={classes.scroll}>
        <Loading rows={6} height={52} />
      </div>
    );
  if (thread.data === undefined)
    return <ErrorState error={thread.error} onRetry={() => void thread.refetch()} />;

  return (
    <div className={classes.frame}>
      <section
        ref={stick.ref}
        className={classes.scroll}
        onScroll={stick.onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        aria-label={t("conversation.thread")}
      >
        {thread.data.hasEarlier && (
          <div className={classes.earlier}>
            <Button
              variant="subtle"
              color="gray"
              loading={earlier.isPending}
              onClick={() => earlier.mutate()}
            >
              {t("talk.thread.earlierMessages")}
            </Button>
          </div>
        )}
        <ol className={classes.list}>
          {entries.map((entry) => (
            <li key={entry.key} className={classes.entry}>
              {entry.type === "day" && <p className={classes.day}>{dayName(entry.at)}</p>}
              {entry.type === "message" && (
                <Bubble
                  workspace={workspace}
                  message={entry.message}
                  first={entry.first}
                  customer={customer}
                  onTrace={onTrace}
                />
              )}
              {entry.type === "message" &&
                merged
                  .filter(({ seq }) => seq === entry.message.seq)
                  .map((one) => (
                    <Suspense key={one.id} fallback={null}>
                      <MergedBlock
                        workspace={workspace}
                        merged={one}
                        customer={customer}
                        onTrace={onTrace}
                        onSeparate={onSeparate}
                      />
                    </Suspense>
                  ))}
              {entry.type === "note" && <NoteCard note={entry.note} />}
              {entry.type === "pending" && (
                <PendingCard pending={entry.pending} onRetry={retry} onDiscard={discard} />
              )}
            </li>
          ))}
        </ol>
        <TypingLine workspace={workspace} conversation={conversation.id} customer={customer} />
      </section>
      {!stick.atEnd && stick.missed && (
        <Button className={classes.below} radius="xl" leftSection={<Down />} onClick={stick.toEnd}>
          {t("talk.thread.newBelow")}
        </Button>
      )}
    </div>
  );
}
