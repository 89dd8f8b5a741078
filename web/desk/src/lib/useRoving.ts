import { type FocusEvent, type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";

interface Options {
  ids: readonly string[];
  chosen: string | null;
  /** Walked to the end: there may be more to load. */
  onEnd: () => void;
}

/** A list as one Tab stop: one link is tabbable, the arrows move which. Focus survives a row that leaves. */
export function useRoving({ ids, chosen, onEnd }: Options) {
  const ref = useRef<HTMLUListElement>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const place = useRef(0);
  const current =
    [focused, chosen].find((id): id is string => id !== null && ids.includes(id)) ?? ids[0] ?? null;

  const link = (id: string) => ref.current?.querySelector<HTMLElement>(`[data-id="${id}"]`);
  const wanted = useRef<string | null>(null);
  const focus = (id: string) => {
    setFocused(id);
    const row = link(id);
    row?.focus();
    row?.scrollIntoView({ block: "nearest" });
    // Of a long list it may not be drawn yet; it is with what comes next, for it is the current one.
    wanted.current = row ? null : id;
  };

  const wasChosen = useRef(chosen);
  useLayoutEffect(() => {
    if (wanted.current !== null) focus(wanted.current);
    // Back from a conversation's own page (a phone): the focus returns to the row that led there.
    const left = wasChosen.current;
    wasChosen.current = chosen;
    if (chosen === null && left !== null && document.activeElement === document.body) focus(left);
    if (focused === null) return;
    const at = ids.indexOf(focused);
    if (at !== -1) {
      place.current = at;
    } else if (document.activeElement === document.body || document.activeElement === null) {
      // What had the focus has left the list (somebody took it): its neighbour takes it.
      const next = ids[Math.min(place.current, ids.length - 1)];
      if (next !== undefined) focus(next);
    }
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = current === null ? -1 : ids.indexOf(current);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: ids.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = ids[to];
    if (next !== undefined) focus(next);
    if (to >= ids.length - 1) onEnd();
  };
  const onFocus = (event: FocusEvent) => {
    const id = (event.target as HTMLElement).dataset.id;
    if (id !== undefined) setFocused(id);
  };
  return { ref, current, focus, onKeyDown, onFocus };
}
