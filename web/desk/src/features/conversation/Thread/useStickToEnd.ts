import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

/** Near enough to the end to follow it. */
const near = 80;

/**
 * Keeps the end in view while the reader is there, and the reader's place when older messages come in above.
 * What they have just said themselves (`own`) they see, wherever they were.
 */
export function useStickToEnd(firstKey: string | undefined, lastKey: string | undefined, own: boolean) {
  const ref = useRef<HTMLElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const [missed, setMissed] = useState(false);
  const was = useRef({ first: firstKey, last: lastKey, height: 0, room: 0, atEnd: true });

  const toEnd = useCallback(() => {
    const element = ref.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  }, []);

  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const before = was.current;
    const said = own && before.last !== lastKey;
    if (before.height === 0 || before.atEnd || said) toEnd();
    else if (before.first !== firstKey) element.scrollTop += element.scrollHeight - before.height;
    if (before.last !== lastKey && !before.atEnd && !said) setMissed(true);
    const atEnd = before.atEnd || said;
    was.current = {
      first: firstKey,
      last: lastKey,
      height: element.scrollHeight,
      room: element.clientHeight,
      atEnd,
    };
  }, [firstKey, lastKey, own, toEnd]);

  // The keyboard of a phone, a growing composer, a late font: the end stays the end.
  const mounted = firstKey !== undefined;
  useEffect(() => {
    const element = ref.current;
    if (element === null || !mounted) return;
    const sized = new ResizeObserver(() => {
      was.current.room = element.clientHeight;
      if (was.current.atEnd) toEnd();
    });
    sized.observe(element);
    for (const child of element.children) sized.observe(child);
    return () => sized.disconnect();
  }, [toEnd, mounted]);

  const onScroll = () => {
    const element = ref.current;
    if (element === null) return;
    if (was.current.room !== element.clientHeight && was.current.atEnd) {
      // Less room, and nobody has been told yet: it was not the reader who left the end.
      was.current.room = element.clientHeight;
      toEnd();
      return;
    }
    const now = element.scrollHeight - element.scrollTop - element.clientHeight < near;
    was.current.atEnd = now;
    was.current.height = element.scrollHeight;
    setAtEnd(now);
    if (now) setMissed(false);
  };
  return { ref, atEnd, missed, toEnd, onScroll };
}
