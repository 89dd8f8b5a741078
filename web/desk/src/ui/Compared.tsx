import type { Trace } from "@/api/types";
import { useWords } from "@/lib/i18n";
import classes from "./TraceView.module.css";

/** Which words of the question stand in what was found, and which that tell something do not. */
export function Compared({ hit, spoken }: { hit: Trace["hits"][number]; spoken: string }) {
  const { t } = useWords();
  if (hit.matched === null || hit.lacking === null) return null;
  const rows = [
    { which: "matched", words: hit.matched },
    { which: "lacking", words: hit.lacking },
  ] as const;
  return (
    <dl className={classes.words}>
      {rows.map(({ which, words }) => (
        <div key={which} data-which={which}>
          <dt>{t(`why.trace.${which}`)}</dt>
          {words.length > 0 ? <dd lang={spoken}>{words.join(", ")}</dd> : <dd>{t("why.trace.noWords")}</dd>}
        </div>
      ))}
    </dl>
  );
}
