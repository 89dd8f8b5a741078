import { useEffect, useState } from "react";

let say: ((text: string) => void) | null = null;

/** Says something once to a screen reader, politely. For what appears by itself; never for what was just pressed. */
export function announce(text: string): void {
  say?.(text);
}

/** So many stay, for what is said in one moment is read one after the other. */
const kept = 4;

/** Each sentence is a line that is added: the same one twice is read twice, and none takes the place of another. */
export function Announcer() {
  const [said, setSaid] = useState<readonly { turn: number; text: string }[]>([]);
  useEffect(() => {
    say = (text) => setSaid((all) => [...all, { turn: (all.at(-1)?.turn ?? 0) + 1, text }].slice(-kept));
    return () => {
      say = null;
    };
  }, []);
  return (
    <div className="visually-hidden" aria-live="polite">
      {said.map(({ turn, text }) => (
        <p key={turn}>{text}</p>
      ))}
    </div>
  );
}
