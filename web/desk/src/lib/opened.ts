import { useEffect, useState } from "react";

/** Whether something was ever opened: what is heavy is loaded then, and stays so that it can close gracefully. */
export function useEver(opened: boolean): boolean {
  const [ever, setEver] = useState(opened);
  if (opened && !ever) setEver(true);
  return ever || opened;
}

/**
 * `opened`, but never at the first render. A dialog remembers who had the focus when it *becomes* open; one that
 * arrives already open would have nobody to give it back to.
 */
export function useOpened(opened: boolean): boolean {
  const [shown, setShown] = useState(false);
  useEffect(() => setShown(opened), [opened]);
  return shown;
}
