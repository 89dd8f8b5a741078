import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { filterOf } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { announce } from "@/ui/Announcer";
import type { Actions } from "./useActions";

const route = getRouteApi("/signed-in/w/$workspace/inbox");

/** Marked, it is left: who stays before it would have read it again. */
export function useMarkUnread(workspace: string, actions: Actions): () => void {
  const { t } = useWords();
  const navigate = useNavigate();
  const search = filterOf(route.useSearch());
  const leave = () => {
    announce(t("talk.unread.done"));
    void navigate({ to: "/w/$workspace/inbox", params: { workspace }, search });
  };
  return () => actions.unread.mutate(undefined, { onSuccess: leave });
}
