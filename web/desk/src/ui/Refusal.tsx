import classes from "./Refusal.module.css";
import { useProblemWords } from "./States";

/** Why it did not work, read aloud at once, beside the form that can mend it. */
export function Refusal({ error }: { error: unknown }) {
  const say = useProblemWords();
  if (error === null || error === undefined) return null;
  const { title, detail } = say(error);
  return (
    <div role="alert" className={classes.refusal}>
      <strong>{title}</strong>
      {detail && <div>{detail}</div>}
    </div>
  );
}
