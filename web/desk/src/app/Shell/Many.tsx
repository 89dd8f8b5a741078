import classes from "./Nav.module.css";

/** As far as it is worth counting. */
const most = 99;

/** How many there are of something beside its name; of none nothing is said. */
export function Many({ count, what }: { count: number; what: string }) {
  return (
    count > 0 && (
      <span className={classes.count}>
        {count > most ? `${most}+` : count}
        <span className="visually-hidden"> {what}</span>
      </span>
    )
  );
}
