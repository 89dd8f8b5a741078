import type { ComponentPropsWithoutRef } from "react";
import classes from "./Choice.module.css";
import { Down } from "./icons";

interface Props extends Omit<ComponentPropsWithoutRef<"select">, "onChange"> {
  /** Its name; a visible label is the form's business. */
  label: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

/** A small choice in a bar: the system's own list, which every phone and screen reader knows. */
export function Choice({ label, options, onChange, ...props }: Props) {
  return (
    <span className={classes.choice}>
      <select
        {...props}
        aria-label={label}
        className={classes.select}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Down size={14} className={classes.arrow} />
    </span>
  );
}
