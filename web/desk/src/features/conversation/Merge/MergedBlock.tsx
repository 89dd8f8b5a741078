import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { messagesQuery, notesQuery } from "@/api/conversations";
import type { Merged } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { unmarked } from "@/lib/unmarked";
import { Forward } from "@/ui/icons";
import { StateBadge } from "@/ui/StateBadge";
import { ErrorState, Loading } from "@/ui/States";
import { Bubble } from "../Thread/Bubble";
import { NoteCard } from "../Thread/NoteCard";
import { timeline } from "../timeline";
import classes from "./Merge.module.css";

interface Props {
  workspace: string;
  merged: Merged;
  customer: string;
  onTrace: (message: string) => void;
  onSeparate: (conversation: string) => void;
}

/** What goes on here, folded: read only when somebody opens it. */
export default function MergedBlock({ workspace, merged, customer, onTrace, onSeparate }: Props) {
  const { t, dayName, full } = useWords();
  const [open, setOpen] = useState(false);
  const thread = useQuery({ ...messagesQuery(workspace, merged.id), enabled: open });
  const notes = useQuery({ ...notesQuery(workspace, merged.id), enabled: open });
  const entries = timeline({
    messages: thread.data?.items ?? [],
    notes: notes.data?.items ?? [],
    pending: [],
    hasEarlier: thread.data?.hasEarlier ?? false,
  });
  return (
    <details className={classes.block} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Forward size={13} className={classes.arrow} />
        <strong>{t("talk.merge.block", { date: full(merged.created_at) })}</strong>
        <span className={classes.quiet}>{t("talk.merge.count", { count: merged.last_seq })}</span>
        <StateBadge state={merged.state} />
        <span className={classes.preview}>
          <bdi>{unmarked(merged.preview)}</bdi>
        </span>
      </summary>
      {open && (
        <div className={classes.inside}>
          {thread.isPending && <Loading rows={3} height={40} />}
          {thread.isError && <ErrorState error={thread.error} onRetry={() => void thread.refetch()} />}
          {thread.data?.hasEarlier && <p className={classes.quiet}>{t("talk.merge.earlier")}</p>}
          <ol>
            {entries.map((entry) => (
              <li key={entry.key}>
                {entry.type === "day" && <p className={classes.quiet}>{dayName(entry.at)}</p>}
                {entry.type === "message" && (
                  <Bubble
                    workspace={workspace}
                    message={entry.message}
                    first={entry.first}
                    customer={customer}
                    onTrace={onTrace}
                  />
                )}
                {entry.type === "note" && <NoteCard note={entry.note} />}
              </li>
            ))}
          </ol>
          <div className={classes.acts}>
            <Link
              to="/w/$workspace/inbox/$conversation"
              params={{ workspace, conversation: merged.id }}
              search={(old) => ({ view: old.view ?? "all" })}
            >
              {t("talk.merge.open")}
            </Link>
            <Button size="xs" variant="default" onClick={() => onSeparate(merged.id)}>
              {t("talk.merge.undo")}
            </Button>
          </div>
        </div>
      )}
    </details>
  );
}
