import { useEffect, useEffectEvent } from "react";
import { keep, recall } from "./kept";

const lastTouch = "desk.touched";
/** Milliseconds between two looks, and between two notes of what is touched. */
const often = 10_000;

/**
 * Tells whether any desk of this browser has been touched within so many minutes: at first, and whenever somebody
 * looks. All tabs share one note of it, so that one in the background says nothing of its own.
 */
export function useIdle(minutes: number | undefined, tell: (idle: boolean) => void): void {
  const told = useEffectEvent(tell);
  useEffect(() => {
    if (minutes === undefined) return;
    let noted = Date.now();
    keep(lastTouch, noted);
    const look = () => told(Date.now() - recall(lastTouch, noted) >= minutes * 60_000);
    const touched = () => {
      if (Date.now() - noted < often) return;
      noted = Date.now();
      keep(lastTouch, noted);
      look();
    };
    const inputs = ["keydown", "pointerdown", "pointermove", "wheel"] as const;
    for (const input of inputs) addEventListener(input, touched, { passive: true });
    const looking = setInterval(look, often);
    return () => {
      clearInterval(looking);
      for (const input of inputs) removeEventListener(input, touched);
    };
  }, [minutes]);
}
