import type { Trace } from "@/api/types";
import { useWords } from "@/lib/i18n";
import classes from "./TraceView.module.css";

/** The pictures that came with a question: what a model saw on each, or why none could look. */
export function Pictures({ pictures }: { pictures: Trace["pictures"] }) {
  const { t, maybe } = useWords();
  const why = (code: string) =>
    maybe(`why.trace.pictures.failures.${code}`) ?? maybe(`why.trace.asked.failures.${code}`) ?? code;
  return (
    <section>
      <h3>{t("why.trace.pictures.title")}</h3>
      <ol className={classes.hits}>
        {pictures.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they may be called alike, and their order never changes
          <li key={at}>
            <span className={classes.model}>{one.picture}</span>
            {one.shows !== null && <p>{one.shows}</p>}
            <p className={classes.quiet}>
              {one.by !== null && t("why.trace.pictures.by", { model: one.by })}
              {one.why !== null && `${t("why.trace.pictures.nobody")}: ${why(one.why)}`}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
