import type { Conversation } from "@/api/types";
import { LabelPill } from "@/ui/LabelPill";
import classes from "./RowLabels.module.css";

/** So many fit beside each other. */
const shown = 3;

/** What a listed conversation is about. */
export default function RowLabels({ labels }: Pick<Conversation, "labels">) {
  return (
    <span className={classes.labels}>
      {labels.slice(0, shown).map((label) => (
        <LabelPill key={label.id} label={label} />
      ))}
      {labels.length > shown && <span>+{labels.length - shown}</span>}
    </span>
  );
}
