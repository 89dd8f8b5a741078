import type { Kind } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import classes from "./KindChoice.module.css";
import { kinds } from "./names";

/** Where the texts are: four ways, each with a line that says what comes of it. */
export function KindChoice({ kind, onChange }: { kind: Kind; onChange: (kind: Kind) => void }) {
  const { t } = useWords();
  return (
    <fieldset className={classes.kinds}>
      <legend className={classes.legend}>{t("sources.new.kind")}</legend>
      {kinds.map((one) => (
        <label key={one} className={classes.kind}>
          <input
            type="radio"
            name="kind"
            value={one}
            checked={kind === one}
            aria-labelledby={`kind-${one}`}
            aria-describedby={`kind-${one}-text`}
            onChange={() => onChange(one)}
          />
          <span>
            <span id={`kind-${one}`} className={classes.name}>
              {t(`sources.kinds.${one}`)}
            </span>
            <span id={`kind-${one}-text`} className={classes.text}>
              {t(`sources.new.text.${one}`)}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
