import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import { type Fact, factQuestionPath } from "@/api/facts";
import { momentIn } from "@/lib/days";
import { isLanguage, languages, useWords } from "@/lib/i18n";
import { Markdown } from "@/lib/markdown";
import { useAct } from "@/lib/useAct";
import { Choice } from "@/ui/Choice";
import { Section } from "@/ui/Page";
import { Refusal } from "@/ui/Refusal";
import { useWorkspace } from "../knowledge";
import classes from "./Facts.module.css";

/**
 * What would be said to a question at a moment, by the facts as they are; a fact on the screen counts as written.
 * The moment is the business's own clock's: who asks may be anywhere.
 */
export function AskFacts({ fact }: { fact?: Fact }) {
  const { t, language: spoken, languageName } = useWords();
  const { params } = useWorkspace();
  const zone = $api.useQuery("get", "/api/v1/workspaces/{workspace}", { params }).data?.time_zone;
  const [question, setQuestion] = useState("");
  const [at, setAt] = useState("");
  const [language, setLanguage] = useState(spoken);
  const ask = useAct(
    async () =>
      got(
        await client.POST(factQuestionPath, {
          params,
          body: {
            question,
            language,
            at: at === "" || zone === undefined ? null : momentIn(zone, at),
            fact: fact === undefined || fact.id === "" ? null : fact,
          },
        }),
      ),
    { quiet: true },
  );
  return (
    <Section title={t("facts.ask.title")} text={t("facts.ask.text")}>
      <form
        className={classes.ask}
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <TextInput
          className={classes.wide}
          label={t("facts.ask.question")}
          placeholder={t("facts.ask.example")}
          maxLength={500}
          value={question}
          onChange={(event) => setQuestion(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          disabled={zone === undefined}
          label={t("facts.ask.at")}
          value={at}
          onChange={(event) => setAt(event.currentTarget.value)}
        />
        <Choice
          label={t("me.language")}
          value={language}
          options={languages.map((one) => ({ value: one, label: languageName(one) }))}
          onChange={(one) => isLanguage(one) && setLanguage(one)}
        />
        <Button type="submit" size="sm" loading={ask.isPending} disabled={question.trim() === ""}>
          {t("facts.ask.submit")}
        </Button>
      </form>
      <Refusal error={ask.error} />
      <div aria-live="polite">
        {ask.data?.answer && (
          <div className={classes.answer} lang={ask.data.answer.language}>
            <Markdown text={ask.data.answer.text} />
          </div>
        )}
        {ask.data?.answer?.searched_first && <p className={classes.text}>{t("facts.ask.searched_first")}</p>}
        {ask.data?.answer === null && <p className={classes.text}>{t("facts.ask.none")}</p>}
      </div>
    </Section>
  );
}
