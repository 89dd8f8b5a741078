import { useWords } from "@/lib/i18n";
import classes from "./Models.module.css";
import { type Known, useMoney } from "./models";

/** That a model is never asked, since no budget pays for the most that an answer of it can cost. */
export function TooDear({ known, model }: { known: Known; model?: string }) {
  const { t } = useWords();
  const { euros } = useMoney();
  if (known.too_dear_for === null || known.set_aside === null) return null;
  return (
    <p>
      {model && <strong>{model} · </strong>}
      <span className={classes.warning}>
        {t(`models.tooDear.${known.too_dear_for}`, { cost: euros(known.set_aside) })}
      </span>
    </p>
  );
}
