import { Button, Group, Stack, Textarea } from "@mantine/core";
import type { paths } from "@schema";
import { useState } from "react";
import { useWords } from "@/lib/i18n";
import { Markdown } from "@/lib/markdown";
import { useAct } from "@/lib/useAct";
import { Refusal } from "./Refusal";
import { TraceView } from "./TraceView";
import classes from "./TryQuestion.module.css";

type Tried =
  paths["/api/v1/workspaces/{workspace}/knowledge/try"]["post"]["responses"][200]["content"]["application/json"];

interface Props {
  /** What is asked, in a sentence. */
  text: string;
  ask: (question: string) => Promise<Tried>;
}

/** Ask as a customer would and see the answer, the sources and why. Nothing is stored or sent. */
export function TryQuestion(props: Props) {
  const { t } = useWords();
  const [question, setQuestion] = useState("");
  const ask = useAct(async () => props.ask(question), { quiet: true });
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
          description={props.text}
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
