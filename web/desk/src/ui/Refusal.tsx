import { useEffect, useRef } from "react";
import { Problem } from "@/api/problem";
import classes from "./Refusal.module.css";
import { useProblemWords } from "./States";

interface Props {
  error: unknown;
  /** What "wrong credentials" means in a form that asks for no e-mail. */
  wrong?: "wrong_password" | "has_login";
  /** Words that know more than the code of the refusal tells. */
  title?: string;
  detail?: string;
}

/** Why it did not work, read aloud at once, beside the form that can mend it. */
export function Refusal({ error, wrong, ...known }: Props) {
  const say = useProblemWords();
  const box = useRef<HTMLDivElement>(null);
  // The button that was pressed may be a long form away.
  useEffect(() => {
    if (error) box.current?.scrollIntoView({ block: "nearest" });
  }, [error]);
  if (error === null || error === undefined) return null;
  const { code } = Problem.of(error);
  const { title, detail } = { ...say(error, code === "wrong_credentials" ? wrong : undefined), ...known };
  return (
    <div ref={box} role="alert" className={classes.refusal}>
      <strong>{title}</strong>
      {detail && <div>{detail}</div>}
    </div>
  );
}
