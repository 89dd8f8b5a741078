import { useRouterState } from "@tanstack/react-router";
import { type RefObject, useEffect } from "react";

/** Milliseconds within which a page that was asked for by keys takes the focus when it comes. */
const patience = 5_000;
/** By then the palette has closed and has given the focus back. */
const afterPalette = 160;
let expected = 0;

/** Somebody goes to another page by a shortcut or the palette: what had the focus may be gone with the old page. */
export function expectArrival(): void {
  expected = performance.now() + patience;
}

/** The heading takes the focus of whoever came here by keys, so that it is read out and Tab goes on from there. */
export function useArrival(heading: RefObject<HTMLElement | null>): void {
  const pathname = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a heading that stays is arrived at again with each new page
  useEffect(() => {
    if (performance.now() > expected) return;
    expected = 0;
    setTimeout(() => heading.current?.focus(), afterPalette);
  }, [heading, pathname]);
}
