import { Radio, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { $api } from "@/api/client";
import { messagesQuery } from "@/api/conversations";
import type { ConversationDetail } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { unmarked } from "@/lib/unmarked";
import { announce } from "@/ui/Announcer";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { contactName } from "@/ui/contactName";
import { ErrorState, Loading } from "@/ui/States";
import type { Actions } from "../useActions";
import classes from "./Merge.module.css";

/** So many are looked over at a glance; of more one searches. */
const few = 5;
const shown = 6;

interface Props {
  opened: boolean;
  workspace: string;
  conversation: ConversationDetail;
  actions: Actions;
  onClose: () => void;
  onMerged: () => void;
}

/** Makes one of two conversations of a customer: which other one, and what was said in it. */
export default function MergeDialog(props: Props) {
  const { opened, workspace, conversation, actions, onClose } = props;
  const { t, full } = useWords();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [many, setMany] = useState(false);
  const [q] = useDebouncedValue(typed.trim(), 250);
  const found = $api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace}/conversations/{conversation_id}/mergeable",
    {
      params: {
        path: { workspace, conversation_id: conversation.id },
        query: q === "" ? {} : { q },
      },
    },
    { enabled: opened, staleTime: 0, placeholderData: keepPreviousData },
  );
  const items = found.data?.items ?? [];
  const one = items.find((item) => item.conversation.id === chosen);
  useEffect(() => {
    if (!opened) {
      setChosen(null);
      setTyped("");
    }
  }, [opened]);
  useEffect(() => {
    if (q === "" && found.isSuccess) setMany(found.data.items.length > few);
  }, [q, found.isSuccess, found.data]);
  // They come after the dialog, which had nothing to begin with.
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (opened && found.isSuccess) first.current?.focus();
  }, [opened, found.isSuccess]);
  const closed = items[0]?.stays ?? false;

  const submit = () => {
    if (one === undefined) return;
    const [gone, into] = one.stays
      ? [conversation.id, one.conversation.id]
      : [one.conversation.id, conversation.id];
    actions.merge.mutate(
      { gone, into },
      {
        onSuccess: () => {
          announce(t("talk.merge.done"));
          onClose();
          props.onMerged();
          if (one.stays)
            void navigate({
              to: "/w/$workspace/inbox/$conversation",
              params: { workspace, conversation: into },
              search: (old) => ({ view: old.view ?? "all" }),
            });
        },
      },
    );
  };

  return (
    <ConfirmDialog
      opened={opened}
      title={t("talk.merge.title")}
      confirm={t("talk.merge.submit")}
      busy={actions.merge.isPending}
      disabled={one === undefined}
      onClose={onClose}
      onConfirm={submit}
    >
      {found.isPending && <Loading rows={4} height={32} />}
      {found.isError && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
      {found.isSuccess && items.length === 0 && q === "" && (
        <Text size="sm" data-autofocus tabIndex={-1}>
          {t("talk.merge.none")}
        </Text>
      )}
      {(many || typed !== "") && (
        <TextInput
          type="search"
          mb="sm"
          label={t("talk.merge.search")}
          value={typed}
          maxLength={200}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      {q !== "" && items.length === 0 && found.isSuccess && (
        <Text size="sm" role="status">
          {t("talk.merge.nothing")}
        </Text>
      )}
      {items.length > 0 && (
        <>
          <Radio.Group
            value={chosen}
            onChange={setChosen}
            label={t("talk.merge.choose")}
            description={t(closed ? "talk.merge.there" : "talk.merge.here")}
          >
            <Stack gap="xs" mt="sm" className={classes.choices}>
              {items.map(({ conversation: other }, at) => (
                <Radio
                  key={other.id}
                  ref={at === 0 ? first : undefined}
                  value={other.id}
                  label={`${full(other.last_message_at)} · ${t(`states.${other.state}`)}`}
                  description={
                    <bdi data-line>
                      {other.found?.parts.map(({ text }) => text).join("") || unmarked(other.preview) || "…"}
                    </bdi>
                  }
                  data-autofocus={at === 0 || undefined}
                />
              ))}
            </Stack>
          </Radio.Group>
          {chosen !== null && one !== undefined && (
            <Preview workspace={workspace} id={chosen} customer={contactName(t, conversation.contact)} />
          )}
        </>
      )}
    </ConfirmDialog>
  );
}

/** The last of what was said in it. */
function Preview({ workspace, id, customer }: { workspace: string; id: string; customer: string }) {
  const { t } = useWords();
  const thread = useQuery(messagesQuery(workspace, id));
  if (thread.isPending) return <Loading rows={2} height={28} />;
  if (thread.isError) return <ErrorState error={thread.error} onRetry={() => void thread.refetch()} />;
  const said = thread.data.items.filter(({ author }) => author !== "system").slice(-shown);
  return (
    <section
      className={classes.said}
      aria-label={t("talk.merge.preview")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
      tabIndex={0}
    >
      {said.map((one) => (
        <p key={one.id} dir="auto">
          <strong>
            <bdi>
              {one.author === "customer" ? customer : (one.author_name ?? t("conversation.assistant"))}
            </bdi>
          </strong>
          {": "}
          {unmarked(one.text) || one.attachments.map(({ name }) => name).join(", ")}
        </p>
      ))}
    </section>
  );
}
