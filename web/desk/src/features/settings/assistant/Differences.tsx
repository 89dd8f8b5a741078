import { isLanguage, useWords } from "@/lib/i18n";
import { EmptyState } from "@/ui/States";
import classes from "./Assistants.module.css";
import type { Difference } from "./assistants";

interface Props {
  items: readonly Difference[];
  before: string;
  after: string;
}

/** Field by field what two say, one beside the other; on a phone one below the other. */
export function Differences({ items, before, after }: Props) {
  const { t, maybe } = useWords();
  const name = useFieldName();
  const said = (value: string | null) =>
    value === null ? t("assistant.nothing") : (maybe(`assistant.values.${value}`) ?? value);
  if (items.length === 0) return <EmptyState title={t("assistant.same")} />;
  return (
    <ul className={classes.differences}>
      {items.map((one) => (
        <li key={one.path.join("\n")} className={classes.difference}>
          <h3>{name(one.path)}</h3>
          <dl className={classes.sides}>
            {(["before", "after"] as const).map((side) => (
              <div key={side}>
                <dt>{side === "before" ? before : after}</dt>
                <dd className={one[side] === null ? classes.missing : undefined}>{said(one[side])}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}

/** What the form calls a field. What it has no word for is called as the file does. */
function useFieldName() {
  const { t, maybe } = useWords();
  const tongue = (language = "") => (isLanguage(language) ? t(`languages.${language}`) : language);
  return ([field = "", one = "", ...rest]: string[]): string => {
    if (field === "texts")
      return `${maybe(`settings.assistant.texts.${rest[0]}`) ?? rest[0]} (${tongue(one)})`;
    const label = maybe(`assistant.fields.${field}`) ?? field;
    if (field === "starters") return `${label} (${tongue(one)})`;
    if (field === "knowledge") return `${label} · ${maybe(`assistant.reads.${one}`) ?? one}`;
    if (field !== "rules") return label;
    const [part = "", language] = rest;
    const what = maybe(`assistant.fields.${part}`) ?? part;
    return [label, one, language === undefined ? what : `${what} (${tongue(language)})`].join(" · ");
  };
}
