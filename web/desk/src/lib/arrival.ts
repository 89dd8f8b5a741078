import { useRouterState } from "@tanstack/react-router";
import { type RefObject, useLayoutEffect } from "react";

/** Milliseconds within which a page that was asked for by keys takes the focus when it comes. */
const patience = 5_000;
let expected = 0;

/** Somebody goes to another page by a shortcut or the palette: what had the focus may be gone with the old page. */
export function expectArrival(): void {
  expected = performance.now() + patience;
}

/**
 * The heading takes the focus of whoever came here by keys, so that it is read out and Tab goes on from there: before
 * the page is seen, for who sees it may go on at once.
 */
export function useArrival(heading: RefObject<HTMLElement | null>): void {
  const pathname = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a heading that stays is arrived at again with each new page
  useLayoutEffect(() => {
    if (performance.now() > expected) return;
    expected = 0;
    heading.current?.focus();
  }, [heading, pathname]);
}
