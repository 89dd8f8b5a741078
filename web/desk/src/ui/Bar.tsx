import type { ReactNode } from "react";
import classes from "./Bar.module.css";

interface Props {
  icon: ReactNode;
  children: ReactNode;
  /** What takes it back. */
  action?: ReactNode;
}

/** Says above what is shown how things stand with it, and offers the way back. */
export const Bar = ({ icon, children, action }: Props) => (
  <div className={classes.bar}>
    {icon}
    <span className={classes.words}>{children}</span>
    {action}
  </div>
);
