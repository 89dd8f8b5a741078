import { TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { ConversationDetail } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { newId } from "@/lib/ids";
import { useOnce } from "@/lib/useOnce";
import { announce } from "@/ui/Announcer";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { useProblemWords } from "@/ui/States";
import { toast } from "@/ui/toast";

interface Props {
  opened: boolean;
  workspace: string;
  conversation: ConversationDetail;
  onClose: () => void;
}

/** Sends what the customer sees of a conversation to an address: theirs, where it is known. */
export default function LetterDialog({ opened, workspace, conversation, onClose }: Props) {
  const { t } = useWords();
  const say = useProblemWords();
  const known = conversation.contact.email ?? "";
  const [email, setEmail] = useState(known);
  const [letter, setLetter] = useState(newId);
  // Another one each time, so that the same address may get it again later.
  useEffect(() => {
    if (!opened) return;
    setEmail(known);
    setLetter(newId());
  }, [opened, known]);
  const send = useOnce({
    mutationFn: async (body: { id: string; email: string }) =>
      got(
        await client.POST("/api/v1/workspaces/{workspace}/conversations/{conversation_id}/transcript", {
          params: { path: { workspace, conversation_id: conversation.id } },
          body,
        }),
      ),
    onSuccess: ({ email: to }) => {
      announce(t("talk.letter.done", { email: to }));
      toast.done(t("talk.letter.done", { email: to }));
      onClose();
    },
    onError: (error) => toast.problem(say(error)),
  });
  return (
    <ConfirmDialog
      opened={opened}
      title={t("talk.letter.title")}
      confirm={t("talk.letter.submit")}
      busy={send.isPending}
      disabled={!/^\S+@\S+\.\S+$/.test(email.trim())}
      written={email.trim() !== known}
      onClose={onClose}
      onConfirm={() => send.mutate({ id: letter, email: email.trim() })}
    >
      <TextInput
        type="email"
        label={t("talk.letter.to")}
        description={t("talk.letter.text")}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        maxLength={254}
        data-autofocus
      />
    </ConfirmDialog>
  );
}
