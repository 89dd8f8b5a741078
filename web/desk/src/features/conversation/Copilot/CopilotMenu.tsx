import type { ConversationDetail } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useShortcut } from "@/lib/shortcuts";
import { Spark } from "@/ui/icons";
import { Keys } from "@/ui/Keys";
import { Menu, type MenuEntry } from "@/ui/Menu";
import { aims, type Copilot } from "./useCopilot";

interface Props {
  copilot: Copilot;
  conversation: ConversationDetail;
  draft: string;
  className: string | undefined;
}

/** What the copilot can do here and now: with the draft, if there is one, and with what was said. */
export function CopilotMenu({ copilot, conversation, draft, className }: Props) {
  const { t, language, languageName } = useWords();
  useShortcut("suggest", () => copilot.ask("suggest"));
  const reading: MenuEntry[] = [
    { type: "item", label: t("copilot.summary"), onSelect: () => copilot.ask("summary") },
  ];
  if (conversation.language !== language)
    reading.push({
      type: "item",
      label: t("copilot.theirs", { language: languageName(language) }),
      onSelect: () => copilot.ask("theirs"),
    });
  const entries: MenuEntry[] = [
    {
      type: "item",
      label: t("copilot.suggest"),
      aside: <Keys keys="mod+j" />,
      onSelect: () => copilot.ask("suggest"),
    },
    ...(draft.trim() === "" ? [] : [{ type: "heading" as const, label: t("copilot.rewordHeading") }]),
    ...(draft.trim() === "" ? [] : aims).map(
      (aim): MenuEntry => ({
        type: "item",
        label: t(`copilot.${aim}`, { language: languageName(conversation.language) }),
        onSelect: () => copilot.ask(aim),
      }),
    ),
    { type: "heading", label: t("copilot.readHeading") },
    ...reading,
  ];
  return (
    <Menu label={t("copilot.menu")} className={className} entries={entries}>
      <Spark />
    </Menu>
  );
}
