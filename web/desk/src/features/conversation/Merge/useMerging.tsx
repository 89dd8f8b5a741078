import { lazy, type ReactNode, useState } from "react";
import type { ConversationDetail } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useEver } from "@/lib/opened";
import { useShortcut } from "@/lib/shortcuts";
import { Join } from "@/ui/Join";
import { Keys } from "@/ui/Keys";
import type { MenuEntry } from "@/ui/Menu";
import type { Actions } from "../useActions";

const MergeDialog = lazy(() => import("./MergeDialog"));

interface Props {
  workspace: string;
  conversation: ConversationDetail;
  actions: Actions;
  onMerged: () => void;
}

/** Merging by key and from the menu, with its dialog. What was merged can only be separated again. */
export function useMerging({ workspace, conversation, actions, onMerged }: Props): {
  entries: MenuEntry[];
  dialog: ReactNode;
} {
  const { t } = useWords();
  const [opened, setOpened] = useState(false);
  const ever = useEver(opened);
  const may = conversation.merged_into === null;
  useShortcut("merge", () => setOpened(true), may);
  const entry: MenuEntry = {
    type: "item",
    label: t("talk.merge.do"),
    icon: <Join />,
    aside: <Keys keys="m" />,
    onSelect: () => setOpened(true),
  };
  return {
    entries: may ? [entry] : [],
    dialog: ever && (
      <MergeDialog
        opened={opened}
        workspace={workspace}
        conversation={conversation}
        actions={actions}
        onClose={() => setOpened(false)}
        onMerged={onMerged}
      />
    ),
  };
}
