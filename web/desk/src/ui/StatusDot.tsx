import type { Status } from "@/api/types";
import classes from "./StatusDot.module.css";

/** Whether somebody is there, beside words that say it: by shape as well as by colour. */
export function StatusDot({ status }: { status: Status }) {
  return <span aria-hidden className={classes.dot} data-status={status} />;
}
