import { type ReactNode, useRef } from "react";
import { useArrival } from "@/lib/arrival";
import { useTitle } from "@/lib/title";
import classes from "./Page.module.css";

/** The head of every page: one h1, what belongs beside it, and the page's main actions on the right. */
export function PageHeader(props: {
  title: string;
  /** What the browser's tab calls it, where several screens share one title. */
  name?: string | undefined;
  back?: ReactNode;
  aside?: ReactNode;
  actions?: ReactNode;
}) {
  const { title, name = title } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle({ page: name });
  useArrival(heading);
  return (
    <header className={classes.header}>
      {props.back}
      <h1
        ref={heading}
        tabIndex={-1}
        className={classes.title}
        aria-label={name === title ? undefined : `${title}: ${name}`}
      >
        <bdi>{title}</bdi>
      </h1>
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
          <h2 className={classes.sectionTitle}>
            <bdi>{props.title}</bdi>
          </h2>
          {props.text && <p className={classes.sectionText}>{props.text}</p>}
        </div>
        {props.actions}
      </div>
      {props.children}
    </section>
  );
}
