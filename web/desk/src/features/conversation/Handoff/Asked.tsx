import type { HandoffCard } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { safeHref } from "@/lib/markdown";
import { unmarked } from "@/lib/unmarked";
import classes from "./HandoffCard.module.css";

/** What they asked, each with what it got: the answer's first words and where it comes from, or that it got none. */
export function Asked({ questions }: { questions: HandoffCard["questions"] }) {
  const { t } = useWords();
  return (
    <ol className={classes.asked}>
      {questions.map((one) => (
        <li key={`${one.conversation_id} ${one.seq}`}>
          <blockquote className={classes.question} dir="auto">
            {one.text}
          </blockquote>
          <p className={classes.came} data-came={one.came}>
            <span className={classes.mark}>{t(`talk.handoff.came.${one.came}`)}</span>
            {one.answer !== null && (
              <span className={classes.answer} dir="auto">
                {unmarked(one.answer)}
              </span>
            )}
            {one.sources.map((source) => (
              <a
                key={source.n}
                href={safeHref(source.url) ?? undefined}
                target="_blank"
                rel="noopener noreferrer"
                title={source.quote}
                className={classes.source}
              >
                {source.title}
              </a>
            ))}
          </p>
        </li>
      ))}
    </ol>
  );
}
