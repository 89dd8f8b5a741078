import { Button } from "@mantine/core";
import { type KeyboardEvent, type RefObject, useId, useRef } from "react";
import type { ConversationDetail } from "@/api/types";
import { useWords } from "@/lib/i18n";
import type { Pending } from "@/lib/unsent";
import { contactName } from "@/ui/contactName";
import { IconButton } from "@/ui/IconButton";
import { Bolt, Clip, NoteIcon, Send } from "@/ui/icons";
import { Keys } from "@/ui/Keys";
import { CopilotCard } from "../Copilot/CopilotCard";
import { CopilotMenu } from "../Copilot/CopilotMenu";
import { useCopilot } from "../Copilot/useCopilot";
import { CannedList } from "./CannedList";
import classes from "./Composer.module.css";
import { FileTray } from "./FileTray";
import { useCanned } from "./useCanned";
import type { Files } from "./useFiles";
import { useTypingSignal } from "./useTypingSignal";

interface Props {
  field: RefObject<HTMLTextAreaElement | null>;
  kind: Pending["kind"];
  workspace: string;
  conversation: ConversationDetail;
  draft: string;
  /** What goes with it; null where nothing can. */
  files: Files | null;
  onDraft: (text: string) => void;
  onSend: () => void;
  /** Escape: out of the field, where single letters are shortcuts again. */
  onLeave: () => void;
}

const longest = 4000;

/** The field itself: sends by Ctrl/Cmd+Enter, offers ready-made replies at `/`, keeps what is not sent. */
export function Editor({
  field,
  kind,
  workspace,
  conversation,
  draft,
  files,
  onDraft,
  onSend,
  onLeave,
}: Props) {
  const { t } = useWords();
  const list = useId();
  const typing = useTypingSignal(workspace, conversation.id, kind === "reply");
  const canned = useCanned({
    workspace,
    language: conversation.language,
    field,
    draft,
    onDraft,
    enabled: kind === "reply",
  });
  const copilot = useCopilot({ workspace, conversation, draft, onDraft });
  const over = draft.trim().length - longest;
  const attached = files !== null && files.all.length > 0;
  const ready = (draft.trim() !== "" || attached) && over <= 0 && (files?.ready ?? true);
  const chooser = useRef<HTMLInputElement>(null);
  const full = contactName(t, conversation.contact);
  // Some put a picture before their name.
  const name = full.split(" ").find((word) => /\p{L}/u.test(word)) ?? full;
  const label = t(`conversation.composer.${kind}`);

  const send = () => {
    if (!ready) return;
    typing.stop();
    onSend();
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || canned.onKeyDown(event)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape") {
      onLeave();
    }
  };

  return (
    <div>
      {canned.open && (
        <CannedList
          id={list}
          replies={canned.replies}
          at={canned.at}
          loading={canned.loading}
          onPick={canned.pick}
          onPoint={canned.setAt}
        />
      )}
      {kind === "reply" && (
        <CopilotCard
          workspace={workspace}
          copilot={copilot}
          onUse={(text) => {
            copilot.use(text);
            field.current?.focus();
          }}
        />
      )}
      <textarea
        ref={field}
        dir="auto"
        aria-label={label}
        placeholder={
          kind === "reply"
            ? t("conversation.composer.replyPlaceholder", { name })
            : t("conversation.composer.notePlaceholder")
        }
        rows={2}
        value={draft}
        onChange={(event) => {
          onDraft(event.currentTarget.value);
          if (copilot.replaced) copilot.close();
          canned.look();
          typing.signal(event.currentTarget.value !== "");
        }}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          if (files === null || event.clipboardData.files.length === 0) return;
          event.preventDefault();
          files.add(event.clipboardData.files);
        }}
        onBlur={() => {
          typing.stop();
          canned.close();
        }}
        className={classes.field}
        aria-autocomplete={kind === "reply" ? "list" : undefined}
        aria-controls={canned.open ? list : undefined}
        aria-activedescendant={canned.open && canned.replies.length > 0 ? `${list}-${canned.at}` : undefined}
      />
      {files !== null && <FileTray files={files} />}
      <div className={classes.bar}>
        {files !== null && (
          <>
            <input
              ref={chooser}
              type="file"
              multiple
              hidden
              aria-label={t("conversation.files.attach")}
              onChange={(event) => {
                files.add([...(event.currentTarget.files ?? [])]);
                event.currentTarget.value = "";
                field.current?.focus();
              }}
            />
            <IconButton
              label={t("conversation.files.attach")}
              className={classes.tool}
              onClick={() => chooser.current?.click()}
            >
              <Clip />
            </IconButton>
          </>
        )}
        {kind === "reply" && (
          <IconButton
            label={t("conversation.canned.pick")}
            keys="/"
            className={classes.tool}
            onMouseDown={(event) => event.preventDefault()}
            onClick={canned.show}
          >
            <Bolt />
          </IconButton>
        )}
        {kind === "reply" && (
          <CopilotMenu
            copilot={copilot}
            conversation={conversation}
            draft={draft}
            className={classes.copilot}
          />
        )}
        <span className={classes.over} role="status">
          {over > 0 && t("conversation.composer.tooLong", { count: over })}
        </span>
        <Button
          size="xs"
          className={classes.send}
          data-kind={kind}
          disabled={!ready}
          leftSection={kind === "reply" ? <Send /> : <NoteIcon />}
          rightSection={<Keys keys="mod+enter" />}
          onMouseDown={(event) => event.preventDefault()}
          onClick={send}
        >
          {t(kind === "reply" ? "conversation.composer.send" : "conversation.composer.addNote")}
        </Button>
      </div>
    </div>
  );
}
