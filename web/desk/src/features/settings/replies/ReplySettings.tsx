import { Button } from "@mantine/core";
import { useState } from "react";
import { $api, client } from "@/api/client";
import type { CannedReply } from "@/api/types";
import { isLanguage, useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { IconButton } from "@/ui/IconButton";
import { Bolt, Pencil, Plus, Trash } from "@/ui/icons";
import { Section } from "@/ui/Page";
import { Row, Rows } from "@/ui/Rows";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import { MacroSettings } from "./MacroSettings";
import { ReplyDialog } from "./ReplyDialog";
import classes from "./ReplySettings.module.css";

export const repliesPath = "/api/v1/workspaces/{workspace}/canned-replies";

/** Answers that agents give every day, typed by a shortcut. */
export function ReplySettings() {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [editing, setEditing] = useState<CannedReply | "new" | null>(null);
  const [removing, setRemoving] = useState<CannedReply | null>(null);
  const replies = $api.useQuery("get", repliesPath, { params });
  const remove = useAct(
    async (id: string) =>
      client.DELETE("/api/v1/workspaces/{workspace}/canned-replies/{reply_id}", {
        params: { path: { ...params.path, reply_id: id } },
      }),
    { done: t("ui.removed"), stale: [repliesPath], onDone: () => setRemoving(null) },
  );
  const add = (
    <Button leftSection={<Plus />} onClick={() => setEditing("new")}>
      {t("talk.replies.add")}
    </Button>
  );
  return (
    <>
      <Section title={t("settings.replies.name")} text={t("talk.replies.text")} actions={add}>
        {replies.isPending && <Loading />}
        {replies.isError && <ErrorState error={replies.error} onRetry={() => void replies.refetch()} />}
        {replies.data?.items.length === 0 && (
          <EmptyState
            icon={<Bolt size={22} />}
            title={t("talk.replies.none")}
            text={t("talk.replies.noneText")}
          />
        )}
        {replies.data && replies.data.items.length > 0 && (
          <Rows>
            {replies.data.items.map((reply) => (
              <Row
                key={reply.id}
                name={
                  <>
                    <code className={classes.shortcut}>/{reply.shortcut}</code>
                    {isLanguage(reply.language) && (
                      <span className={classes.language}>{t(`languages.${reply.language}`)}</span>
                    )}
                  </>
                }
                detail={
                  <p className={classes.text} lang={reply.language ?? undefined}>
                    {reply.text}
                  </p>
                }
              >
                <IconButton
                  label={t("talk.replies.edit", { shortcut: reply.shortcut })}
                  onClick={() => setEditing(reply)}
                >
                  <Pencil />
                </IconButton>
                <IconButton
                  label={t("talk.replies.remove", { shortcut: reply.shortcut })}
                  onClick={() => setRemoving(reply)}
                >
                  <Trash />
                </IconButton>
              </Row>
            ))}
          </Rows>
        )}
        {editing !== null && (
          <ReplyDialog reply={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
        )}
        <ConfirmDialog
          opened={removing !== null}
          title={t("talk.replies.remove", { shortcut: removing?.shortcut ?? "" })}
          confirm={t("ui.remove")}
          danger
          busy={remove.isPending}
          onConfirm={() => removing && remove.mutate(removing.id)}
          onClose={() => setRemoving(null)}
        >
          {t("talk.replies.removeText")}
        </ConfirmDialog>
      </Section>
      <MacroSettings />
    </>
  );
}
