import { lazy, type ReactNode, useState } from "react";
import type { ConversationDetail } from "@/api/types";
import { useWords, withWords } from "@/lib/i18n";
import { useEver } from "@/lib/opened";
import { useShortcut } from "@/lib/shortcuts";
import { Ticket } from "@/ui/icons";
import { Keys } from "@/ui/Keys";
import type { MenuEntry } from "@/ui/Menu";

const NewTicket = lazy(() => withWords("tickets", import("@/ui/tickets/NewTicket")));

interface Props {
  workspace: string;
  conversation: ConversationDetail;
  /** Whether whoever looks at it may end it. */
  mayClose: boolean;
}

/** A ticket from this conversation, by key and from the menu, with its dialog. */
export function useTicketing(props: Props): { entry: MenuEntry; dialog: ReactNode } {
  const { t } = useWords();
  const [opened, setOpened] = useState(false);
  const ever = useEver(opened);
  useShortcut("newTicket", () => setOpened(true));
  return {
    entry: {
      type: "item",
      label: t("talk.tickets.do"),
      icon: <Ticket />,
      aside: <Keys keys="shift+n" />,
      onSelect: () => setOpened(true),
    },
    dialog: ever && (
      <NewTicket key={props.conversation.id} {...props} opened={opened} onClose={() => setOpened(false)} />
    ),
  };
}
