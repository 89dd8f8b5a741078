import { createLink } from "@tanstack/react-router";
import type { ComponentPropsWithRef } from "react";
import classes from "./BackLink.module.css";
import { Back } from "./icons";

/** The way up, above what a page is about: a link of the router with an arrow before its words. */
export const BackLink = createLink(({ children, ...rest }: ComponentPropsWithRef<"a">) => (
  <a {...rest} className={classes.back}>
    <Back size={14} /> {children}
  </a>
));
