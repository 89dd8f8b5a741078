import { useQuery } from "@tanstack/react-query";
import { lazy, type Ref, Suspense, useEffect, useImperativeHandle, useRef, useState } from "react";
import type { Attachment } from "@/api/attachments";
import { messagesQuery } from "@/api/conversations";
import { useMe } from "@/api/session";
import type { ConversationDetail, Macro, Message } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { isOpen } from "@/lib/live";
import { useShortcut } from "@/lib/shortcuts";
import type { Pending } from "@/lib/unsent";
import { changes, fill } from "@/ui/macros";
import { useRunMacro } from "../Macros/useRunMacro";
import type { Actions } from "../useActions";
import classes from "./Composer.module.css";
import { Editor } from "./Editor";
import { TakeBar } from "./TakeBar";
import { useCrossed } from "./useCrossed";
import { useFiles } from "./useFiles";
import { useOwnDraft } from "./useOwnDraft";

const OtherDraft = lazy(() => import("./OtherDraft"));
const MacroDialog = lazy(() => import("@/ui/MacroDialog"));

export interface ComposerHandle {
  focus: () => void;
}

interface Props {
  ref: Ref<ComposerHandle>;
  workspace: string;
  conversation: ConversationDetail;
  actions: Actions;
  me: string;
  /** `seen`: how far its writer has read. */
  onSend: (kind: Pending["kind"], text: string, files: Attachment[], seen: number) => void;
  onLeave: () => void;
}

type Kind = Pending["kind"];
const none: Message[] = [];
const kinds: readonly Kind[] = ["reply", "note"];

/** Reply to the customer, or note to the team: two tabs that look different, for they are read by different people. */
export function Composer({ ref, workspace, conversation, actions, me, onSend, onLeave }: Props) {
  const { t } = useWords();
  const open = isOpen(conversation);
  const mine = open && conversation.assignee?.id === me;
  const [kind, setKind] = useState<Kind>("reply");
  const said = useQuery(messagesQuery(workspace, conversation.id)).data?.items ?? none;
  const last = said.at(-1)?.seq ?? conversation.last_seq;
  const draft = useOwnDraft(workspace, me, conversation.id, kind, last);
  const crossed = useCrossed(said, me, kind === "reply" ? draft.begun : undefined);
  const field = useRef<HTMLTextAreaElement>(null);
  const tabs = useRef<Record<Kind, HTMLButtonElement | null>>({ reply: null, note: null });
  const wanted = useRef(false);
  const [, redraw] = useState(0);

  useImperativeHandle(ref, () => ({ focus: () => field.current?.focus() }));
  // After a tab was chosen by key, or a conversation taken, its field has the focus as soon as it is there.
  useEffect(() => {
    if (!wanted.current || field.current === null) return;
    wanted.current = false;
    field.current.focus();
  });

  const write = (next: Kind) => {
    setKind(next);
    wanted.current = true;
    redraw((count) => count + 1);
  };
  useShortcut("reply", () => write("reply"));
  useShortcut("note", () => write("note"));
  const take = () => actions.take.mutate(undefined, { onSuccess: () => write("reply") });
  useShortcut("take", take, open && !mine && conversation.assignee === null && !actions.take.isPending);

  const files = useFiles(workspace, conversation.id);
  const attaches = kind === "reply" && mine;

  // What came after the last key may not have been read, unless they say so.
  const send = (anyway: boolean) => {
    const handed = kind === "reply" ? files.all.flatMap(({ done }) => done ?? []) : [];
    onSend(kind, draft.text.trim(), handed, anyway ? last : (draft.seen ?? last));
    draft.clear();
    if (kind === "reply") files.clear();
  };

  const agent = useMe()?.user.name ?? "";
  const run = useRunMacro(workspace, conversation, me);
  const [chosen, setChosen] = useState<Macro | null>(null);
  const choose = (macro: Macro) => {
    if (changes(macro)) return setChosen(macro);
    const words = fill(macro.text, conversation.contact, agent);
    const before = draft.text.replace(/(^|\s)\/\S*$/, "$1");
    draft.set(before + words);
  };

  return (
    <section
      className={classes.composer}
      data-kind={kind}
      aria-label={t("talk.composer.label")}
      onDragOver={(event) => {
        if (attaches && event.dataTransfer.types.includes("Files")) event.preventDefault();
      }}
      onDrop={(event) => {
        if (!attaches || event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        files.add(event.dataTransfer.files);
        field.current?.focus();
      }}
    >
      <div role="tablist" className={classes.tabs} aria-label={t("talk.composer.label")}>
        {kinds.map((one) => (
          <button
            key={one}
            ref={(button) => {
              tabs.current[one] = button;
            }}
            type="button"
            role="tab"
            id={`composer-tab-${one}`}
            aria-selected={one === kind}
            aria-controls="composer-panel"
            tabIndex={one === kind ? 0 : -1}
            className={classes.tab}
            onClick={() => write(one)}
            onKeyDown={(event) => {
              if (!event.key.startsWith("Arrow")) return;
              event.preventDefault();
              const other: Kind = kind === "reply" ? "note" : "reply";
              setKind(other);
              tabs.current[other]?.focus();
            }}
          >
            {t(`talk.composer.${one}`)}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="composer-panel" aria-labelledby={`composer-tab-${kind}`}>
        {kind === "reply" && !mine ? (
          <TakeBar conversation={conversation} actions={actions} onTake={take} />
        ) : (
          <>
            {draft.other !== null && (
              <Suspense fallback={null}>
                <OtherDraft
                  other={draft.other}
                  onSwap={() => {
                    draft.swap();
                    field.current?.focus();
                  }}
                  onDrop={() => {
                    draft.drop();
                    field.current?.focus();
                  }}
                />
              </Suspense>
            )}
            {crossed !== null && <p className={classes.crossed}>{crossed}</p>}
            <Editor
              key={kind}
              field={field}
              kind={kind}
              workspace={workspace}
              me={me}
              conversation={conversation}
              draft={draft.text}
              crossed={crossed !== null}
              files={attaches ? files : null}
              onDraft={draft.set}
              onSend={send}
              onMacro={choose}
              onLeave={onLeave}
            />
          </>
        )}
      </div>
      {chosen !== null && (
        <Suspense fallback={null}>
          <MacroDialog
            workspace={workspace}
            macro={chosen}
            text={fill(chosen.text, conversation.contact, agent)}
            onClose={() => {
              setChosen(null);
              field.current?.focus();
            }}
            onRun={(text) => {
              setChosen(null);
              run(chosen, text);
              field.current?.focus();
            }}
          />
        </Suspense>
      )}
    </section>
  );
}
