import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { client } from "@/api/client";
import { got, messagesQuery } from "@/api/conversations";
import type { ConversationDetail, Reworded, Suggestion } from "@/api/types";
import { isLanguage, type Language, useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";

const base = "/api/v1/workspaces/{workspace}/conversations/{conversation_id}/copilot";

/** What an agent may ask for: a reply to begin from, their own words otherwise, or what was said, told otherwise. */
export type Wish = "suggest" | Aim | "theirs" | "summary";
type Aim = "shorter" | "kinder" | "correct" | "translate";
/** What is made of a draft, to take its place. */
export const aims: readonly Aim[] = ["shorter", "kinder", "correct", "translate"];

export type Help =
  | { wish: "suggest"; suggestion: Suggestion }
  | { wish: Exclude<Wish, "suggest">; written: Reworded };

interface Options {
  workspace: string;
  conversation: ConversationDetail;
  draft: string;
  onDraft: (text: string) => void;
}

/** The copilot beside one draft. Nothing it brings is sent, and a draft that it replaced can be taken back. */
export function useCopilot({ workspace, conversation, draft, onDraft }: Options) {
  const { language } = useWords();
  const cache = useQueryClient();
  const [wish, setWish] = useState<Wish | null>(null);
  const [before, setBefore] = useState<string | null>(null);
  const params = { path: { workspace, conversation_id: conversation.id } };

  const theirs = isLanguage(conversation.language) ? conversation.language : language;
  /** The customer's last words, as far as the thread has been read. */
  const lastWords = () =>
    cache
      .getQueryData(messagesQuery(workspace, conversation.id).queryKey)
      ?.items.findLast(({ author, text }) => author === "customer" && text !== "")?.text ?? "";
  const reword = async (text: string, aim: Aim, to: Language) =>
    got(await client.POST(`${base}/rewording`, { params, body: { text, aim, language: to } }));
  const ask = useAct(
    async (wanted: Wish): Promise<Help> => {
      if (wanted === "suggest")
        return { wish: wanted, suggestion: got(await client.POST(`${base}/suggestion`, { params })) };
      if (wanted === "summary")
        return {
          wish: wanted,
          written: got(await client.POST(`${base}/summary`, { params, body: { language } })),
        };
      const written =
        wanted === "theirs"
          ? await reword(lastWords(), "translate", language)
          : await reword(draft, wanted, theirs);
      return { wish: wanted, written };
    },
    { quiet: true },
  );

  return {
    /** What is shown: asked for, come, refused, or replaced by it; null where the copilot is closed. */
    wish,
    help: ask.data?.wish === wish ? ask.data : null,
    error: ask.error,
    pending: ask.isPending,
    replaced: before !== null,
    ask: (wanted: Wish) => {
      setBefore(null);
      setWish(wanted);
      ask.reset();
      ask.mutate(wanted);
    },
    use: (text: string) => {
      setBefore(draft.trim() === "" ? null : draft);
      setWish(null);
      onDraft(text);
    },
    takeBack: () => {
      onDraft(before ?? draft);
      setBefore(null);
    },
    close: () => {
      setBefore(null);
      setWish(null);
    },
  };
}

export type Copilot = ReturnType<typeof useCopilot>;
