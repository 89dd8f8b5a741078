import { Button } from "@mantine/core";
import { type KeyboardEvent, type RefObject, useId, useRef } from "react";
import type { ConversationDetail, Macro } from "@/api/types";
import { useWords } from "@/lib/i18n";
import type { Pending } from "@/lib/unsent";
import { contactName } from "@/ui/contactName";
import { IconButton } from "@/ui/IconButton";
import { At, Bolt, Clip, NoteIcon, Send } from "@/ui/icons";
import { Keys } from "@/ui/Keys";
import { CopilotCard } from "../Copilot/CopilotCard";
import { CopilotMenu } from "../Copilot/CopilotMenu";
import { useCopilot } from "../Copilot/useCopilot";
import { CannedList } from "./CannedList";
import classes from "./Composer.module.css";
import { FileTray } from "./FileTray";
import { MentionList } from "./MentionList";
import { useCanned } from "./useCanned";
import type { Files } from "./useFiles";
import { useMentions } from "./useMentions";
import { useTypingSignal } from "./useTypingSignal";

interface Props {
  field: RefObject<HTMLTextAreaElement | null>;
  kind: Pending["kind"];
  workspace: string;
  me: string;
  conversation: ConversationDetail;
  draft: string;
  /** What goes with it; null where nothing can. */
  files: Files | null;
  /** A colleague has replied since it was begun. */
  crossed: boolean;
  onDraft: (text: string) => void;
  /** Though a colleague has replied meanwhile, which they know. */
  onSend: (anyway: boolean) => void;
  onMacro: (macro: Macro) => void;
  /** Escape: out of the field, where single letters are shortcuts again. */
  onLeave: () => void;
}

const longest = 4000;

/** The field itself: sends by Ctrl/Cmd+Enter, offers ready-made replies at `/`, keeps what is not sent. */
export function Editor({
  field,
  kind,
  workspace,
  me,
  conversation,
  draft,
  files,
  crossed,
  onDraft,
  onSend,
  onMacro,
  onLeave,
}: Props) {
  const { t } = useWords();
  const list = useId();
  const typing = useTypingSignal(workspace, conversation.id, kind);
  const canned = useCanned({
    workspace,
    language: conversation.language,
    field,
    draft,
    onDraft,
    enabled: kind === "reply",
    onMacro,
  });
  const copilot = useCopilot({ workspace, conversation, draft, onDraft });
  const mentions = useMentions({ workspace, me, field, draft, onDraft, enabled: kind === "note" });
  const offers = kind === "note" ? mentions : canned;
  const over = draft.trim().length - longest;
  const attached = files !== null && files.all.length > 0;
  const ready = (draft.trim() !== "" || attached) && over <= 0 && (files?.ready ?? true);
  const chooser = useRef<HTMLInputElement>(null);
  const full = contactName(t, conversation.contact);
  // Some put a picture before their name.
  const name = full.split(" ").find((word) => /\p{L}/u.test(word)) ?? full;
  const label = t(`talk.composer.${kind}`);

  const send = (anyway: boolean) => {
    if (!ready) return;
    typing.stop();
    onSend(anyway);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || offers.onKeyDown(event)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send(false);
    } else if (event.key === "Escape") {
      onLeave();
    }
  };

  return (
    <div>
      {canned.open && <CannedList id={list} workspace={workspace} canned={canned} />}
      {mentions.open && <MentionList id={list} workspace={workspace} mentions={mentions} />}
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
            ? t("talk.composer.replyPlaceholder", { name })
            : t("talk.composer.notePlaceholder")
        }
        rows={2}
        value={draft}
        onChange={(event) => {
          onDraft(event.currentTarget.value);
          if (copilot.replaced) copilot.close();
          offers.look();
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
          offers.close();
        }}
        className={classes.field}
        aria-autocomplete="list"
        aria-controls={offers.open ? list : undefined}
        aria-activedescendant={offers.open && offers.items.length > 0 ? `${list}-${offers.at}` : undefined}
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
              aria-label={t("talk.files.attach")}
              onChange={(event) => {
                files.add([...(event.currentTarget.files ?? [])]);
                event.currentTarget.value = "";
                field.current?.focus();
              }}
            />
            <IconButton
              label={t("talk.files.attach")}
              className={classes.tool}
              onClick={() => chooser.current?.click()}
            >
              <Clip />
            </IconButton>
          </>
        )}
        {kind === "note" && (
          <IconButton
            label={t("talk.mentions.pick")}
            keys="@"
            className={classes.tool}
            onMouseDown={(event) => event.preventDefault()}
            onClick={mentions.show}
          >
            <At />
          </IconButton>
        )}
        {kind === "reply" && (
          <IconButton
            label={t("talk.canned.pick")}
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
          {over > 0 && t("talk.composer.tooLong", { count: over })}
        </span>
        <Button
          size="xs"
          className={classes.send}
          data-kind={kind}
          disabled={!ready}
          leftSection={kind === "reply" ? <Send /> : <NoteIcon />}
          rightSection={<Keys keys="mod+enter" />}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => send(crossed)}
        >
          {t(
            kind === "note"
              ? "talk.composer.addNote"
              : crossed
                ? "talk.composer.sendAnyway"
                : "talk.composer.send",
          )}
        </Button>
      </div>
    </div>
  );
}
