import { useEffect, useState } from "react";

let say: ((text: string) => void) | null = null;

/** Says something once to a screen reader, politely. For what appears by itself; never for what was just pressed. */
export function announce(text: string): void {
  say?.(text);
}

/** Two regions in turn: the same sentence twice is then a change twice, and is read twice. */
export function Announcer() {
  const [said, setSaid] = useState({ turn: 0, text: "" });
  useEffect(() => {
    say = (text) => setSaid((last) => ({ turn: last.turn + 1, text }));
    return () => {
      say = null;
    };
  }, []);
  return (
    <>
      <div className="visually-hidden" aria-live="polite">
        {said.turn % 2 === 0 ? said.text : ""}
      </div>
      <div className="visually-hidden" aria-live="polite">
        {said.turn % 2 === 1 ? said.text : ""}
      </div>
    </>
  );
}
