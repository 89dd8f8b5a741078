import { Button, Group, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { Markdown } from "@/lib/markdown";
import { useAct } from "@/lib/useAct";
import { Refusal } from "@/ui/Refusal";
import { TraceView } from "@/ui/TraceView";
import { useWorkspace } from "./knowledge";
import classes from "./TryQuestion.module.css";

/** Ask as a customer would and see the answer, the sources and why. Nothing is stored or sent. */
export function TryQuestion() {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [question, setQuestion] = useState("");
  const ask = useAct(
    async () =>
      got(
        await client.POST("/api/v1/workspaces/{workspace}/knowledge/try", {
          params,
          body: { question, language: null },
        }),
      ),
    { quiet: true },
  );
  const answer = ask.data;
  return (
    <Stack gap="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <Textarea
          label={t("knowledge.try.question")}
          description={t("knowledge.try.text")}
          data-autofocus
          autosize
          minRows={2}
          maxLength={4000}
          value={question}
          onChange={(event) => setQuestion(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.shiftKey && question.trim() !== "") {
              event.preventDefault();
              ask.mutate();
            }
          }}
        />
        <Button type="submit" mt="sm" size="sm" loading={ask.isPending} disabled={question.trim() === ""}>
          {t("knowledge.try.ask")}
        </Button>
      </form>
      <Refusal error={ask.error} />
      <div aria-live="polite">
        {answer && (
          <>
            <div className={classes.answer}>
              <Markdown text={answer.text} />
            </div>
            <Group gap="xs" className={classes.buttons}>
              {answer.buttons.map((button) => (
                <span key={button.choice} className={classes.button}>
                  {button.label}
                </span>
              ))}
            </Group>
            {answer.citations.length > 0 && (
              <ol className={classes.sources}>
                {answer.citations.map((citation) => (
                  <li key={citation.passage_id}>
                    <a href={citation.url} target="_blank" rel="noopener">
                      {citation.title}
                    </a>
                  </li>
                ))}
              </ol>
            )}
            <TraceView trace={answer.trace} />
          </>
        )}
      </div>
    </Stack>
  );
}
