import type { ReactNode } from "react";
import classes from "./Page.module.css";

/** The head of every page: one h1, what belongs beside it, and the page's main actions on the right. */
export function PageHeader(props: {
  title: string;
  back?: ReactNode;
  aside?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className={classes.header}>
      {props.back}
      <h1 className={classes.title}>{props.title}</h1>
      {props.aside}
      <div className={classes.actions}>{props.actions}</div>
    </header>
  );
}

/** A page that scrolls under its header; `narrow` for forms and text. */
export function Page(props: { header: ReactNode; narrow?: boolean; children: ReactNode }) {
  return (
    <div className={classes.page}>
      {props.header}
      <div className={classes.scroll}>
        <div className={props.narrow ? classes.narrow : classes.wide}>{props.children}</div>
      </div>
    </div>
  );
}

/** A titled part of a page. */
export function Section(props: { title: string; text?: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <div className={classes.sectionHead}>
        <div>
          <h2 className={classes.sectionTitle}>{props.title}</h2>
          {props.text && <p className={classes.sectionText}>{props.text}</p>}
        </div>
        {props.actions}
      </div>
      {props.children}
    </section>
  );
}
