import classes from "./LabelPill.module.css";

/** A label as a word with its colour beside it: the word says it, whatever the colour is. */
export function LabelPill({ label }: { label: { name: string; color: string } }) {
  return (
    <span className={classes.pill}>
      <span aria-hidden className={classes.color} style={{ backgroundColor: label.color }} />
      <bdi className={classes.name}>{label.name}</bdi>
    </span>
  );
}
