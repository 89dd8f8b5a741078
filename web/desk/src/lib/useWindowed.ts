import { useCallback, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

interface Options {
  ids: readonly string[];
  /** Drawn wherever they stand: what has the focus or would get it, and what is open beside the list. */
  keep: readonly (string | null)[];
  /** What list it is: where its reader was is remembered by it, until the page is closed. */
  name: string;
}

/** A row that is drawn, and how high the rows are that are left out right above it. */
export interface Drawn {
  index: number;
  gap: number;
}

/** A row that was seen, and where in all that is scrolled. */
interface Mark {
  id: string;
  index: number;
  at: number;
}

interface Place {
  heights: Map<string, number>;
  seen: Mark[];
  scrolled: number;
}

/** So much is drawn above and below what is seen, in px. */
const margin = 600;
/** Rows come and go so many at once. */
const several = 8;
/** How high a row is taken to be before one has been measured, in px. */
const guess = 62;

const places = new Map<string, Place>();

function placeOf(name: string): Place {
  const known = places.get(name) ?? { heights: new Map(), seen: [], scrolled: 0 };
  places.set(name, known);
  return known;
}

/** By how much most of what was seen has moved in the list; a single row may have gone elsewhere. */
function shiftOf(seen: readonly Mark[], ids: readonly string[]): number | undefined {
  const often = new Map<number, number>();
  for (const { id, index } of seen) {
    const now = ids.indexOf(id);
    if (now !== -1) often.set(now - index, (often.get(now - index) ?? 0) + 1);
  }
  return [...often].sort(([, one], [, other]) => other - one)[0]?.[0];
}

/**
 * Only those rows of a long list that are near what is seen. They stand in the page one after the other, whatever their
 * height; what is left out is a margin. What is seen stays where it is when rows come or go above it.
 */
export function useWindowed({ ids, keep, name }: Options) {
  const place = useRef(placeOf(name)).current;
  const [range, setRange] = useState(() => {
    const at = Math.max(0, ids.indexOf(place.seen[0]?.id ?? ""));
    return { from: Math.max(0, at - several), to: at + 4 * several };
  });
  const typical = useRef(guess);
  const height = (id: string) => place.heights.get(id) ?? typical.current;

  const drawn: Drawn[] = [];
  let left = 0;
  ids.forEach((id, index) => {
    if ((index >= range.from && index < range.to) || keep.includes(id)) {
      drawn.push({ index, gap: left });
      left = 0;
    } else left += height(id);
  });

  const box = useRef<HTMLElement | null>(null);
  const list = useRef<HTMLElement | null>(null);
  const known = useRef(false);

  /** Where something stands in all that is scrolled. */
  const at = (element: Element, scroller: HTMLElement) =>
    element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;

  const measure = (rows: Element) => {
    drawn.forEach(({ index }, n) => {
      const high = rows.children[n]?.getBoundingClientRect().height;
      if (high) place.heights.set(ids[index] as string, high);
    });
    const measured = drawn.flatMap(({ index }) => place.heights.get(ids[index] as string) ?? []);
    if (typical.current === guess && measured.length > 0)
      typical.current = measured.reduce((sum, high) => sum + high, 0) / measured.length;
  };

  /** Has what was seen stand where it stood. */
  const hold = (scroller: HTMLElement, rows: Element) => {
    if (!known.current) scroller.scrollTop = place.scrolled;
    known.current = true;
    // At the top, one wants to see what comes.
    if (scroller.scrollTop <= 0) return;
    const shift = shiftOf(place.seen, ids);
    const anchor = place.seen.find(({ id, index }) => ids[index + (shift ?? 0)] === id);
    if (shift === undefined || anchor === undefined) return;
    const now = drawn.findIndex(({ index }) => index === anchor.index + shift);
    const row = rows.children[now];
    const modelled = () =>
      ids.slice(0, anchor.index + shift).reduce((sum, id) => sum + height(id), at(rows, scroller));
    const moved = (row === undefined ? modelled() : at(row, scroller)) - anchor.at;
    if (Math.abs(moved) < 1) return;
    scroller.scrollTop += moved;
    place.seen = place.seen.map((one) => ({ ...one, index: one.index + shift, at: one.at + moved }));
  };

  const note = (scroller: HTMLElement, rows: Element) => {
    const from = scroller.scrollTop;
    const seen = drawn.flatMap(({ index }, n): Mark[] => {
      const row = rows.children[n];
      const top = row === undefined ? 0 : at(row, scroller);
      const id = ids[index] as string;
      if (row === undefined || top + height(id) <= from || top >= from + scroller.clientHeight) return [];
      return [{ id, index, at: top }];
    });
    // Nothing of what is near is drawn yet: what was seen before still says where that is.
    if (seen.length > 0) place.seen = seen;
    place.scrolled = from;
  };

  const look = (scroller: HTMLElement, rows: Element) => {
    const begin = scroller.scrollTop - at(rows, scroller) - margin;
    const end = begin + scroller.clientHeight + 2 * margin;
    let [from, to, top] = [0, ids.length, 0];
    for (const [index, id] of ids.entries()) {
      const bottom = top + height(id);
      if (bottom <= begin) from = index + 1;
      if (top >= end) {
        to = index;
        break;
      }
      top = bottom;
    }
    from -= from % several;
    to += several - (to % several);
    if (from !== range.from || to !== range.to) setRange({ from, to });
  };

  const settle = () => {
    const [scroller, rows] = [box.current, list.current];
    // Of what is not shown (on a phone, beside a conversation), nothing is known.
    if (scroller === null || rows === null || scroller.clientHeight === 0) return;
    measure(rows);
    hold(scroller, rows);
    note(scroller, rows);
    look(scroller, rows);
  };
  const latest = useRef(settle);
  useLayoutEffect(() => {
    latest.current = settle;
    settle();
  });

  /** Goes on the element that scrolls: what comes into view is drawn before it is. */
  const scrollerRef = useCallback((element: HTMLElement | null) => {
    box.current = element;
    if (element === null) return;
    const again = () => flushSync(() => latest.current());
    const sized = new ResizeObserver(again);
    sized.observe(element);
    // A row may become higher by itself.
    if (element.querySelector("[data-windowed]") !== null)
      sized.observe(element.querySelector("[data-windowed]") as Element);
    element.addEventListener("scroll", again, { passive: true });
    return () => {
      sized.disconnect();
      element.removeEventListener("scroll", again);
      box.current = null;
    };
  }, []);

  return { drawn, range, rest: left, scrollerRef, listRef: list };
}
