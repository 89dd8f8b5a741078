import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { TryQuestion } from "@/ui/TryQuestion";
import classes from "./Assistants.module.css";
import { draftPath, useAssistant } from "./assistants";

/** Ask the draft as a customer would: what is saved of it, not what customers get today. */
export default function TryDraft() {
  const { t } = useWords();
  const { params } = useAssistant();
  return (
    <>
      <h2 className={classes.title}>{t("assistant.try.name")}</h2>
      <TryQuestion
        text={t("assistant.try.text")}
        ask={async (question) =>
          got(await client.POST(`${draftPath}/try`, { params, body: { question, language: null } }))
        }
      />
    </>
  );
}
