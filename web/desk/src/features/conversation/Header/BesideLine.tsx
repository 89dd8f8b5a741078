import { useEffect, useRef } from "react";
import { useWords } from "@/lib/i18n";
import { type Beside, useBeside } from "@/lib/live/beside";
import { announce } from "@/ui/Announcer";
import { BesideMark } from "@/ui/BesideMark";
import classes from "./Header.module.css";

interface Props {
  workspace: string;
  conversation: string;
  me: string;
}

const said = ({ id, writing }: Beside): string => `${id} ${writing}`;

/** Who else looks at this conversation or writes in it; said once of each who comes or begins. */
export function BesideLine({ workspace, conversation, me }: Props) {
  const { t } = useWords();
  const people = useBeside(workspace, me)(conversation);
  const known = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    for (const one of people)
      if (!known.current.has(said(one)) && !known.current.has(said({ ...one, writing: true })))
        announce(t(one.writing ? "inbox.writes" : "inbox.looks", { name: one.name }));
    known.current = new Set(people.map(said));
  }, [people, t]);
  return (
    people.length > 0 && (
      <span className={classes.others}>
        <BesideMark people={people} spelt />
      </span>
    )
  );
}
