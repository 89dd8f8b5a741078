import type { ComponentPropsWithRef, ReactNode } from "react";
import classes from "./Rows.module.css";

/** A short list in a frame. */
export function Rows(props: Omit<ComponentPropsWithRef<"ul">, "className">) {
  return <ul {...props} className={classes.rows} />;
}

interface Props {
  picture?: ReactNode;
  name: ReactNode;
  detail?: ReactNode;
  /** What can be done about it. */
  children?: ReactNode;
}

/** What it is, a little about it, and at its end the acts. */
export function Row({ picture, name, detail, children }: Props) {
  return (
    <li className={classes.row}>
      {picture}
      <div className={classes.what}>
        <div className={classes.name}>{name}</div>
        {detail !== undefined && <div className={classes.detail}>{detail}</div>}
      </div>
      {children}
    </li>
  );
}
