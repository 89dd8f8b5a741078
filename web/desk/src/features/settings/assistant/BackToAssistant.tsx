import { useWords } from "@/lib/i18n";
import { BackLink } from "@/ui/BackLink";
import { useAssistant } from "./assistants";

/** The way back to the assistant that the page is about. */
export function BackToAssistant() {
  const { t } = useWords();
  const { workspace, assistant } = useAssistant();
  return (
    <BackLink to="/w/$workspace/settings/assistant/$assistant" params={{ workspace, assistant }}>
      {t("assistant.back")}
    </BackLink>
  );
}
