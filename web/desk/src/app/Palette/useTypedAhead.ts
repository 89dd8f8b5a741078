import { useEffect, useEffectEvent } from "react";

/**
 * Until the palette's field is there to be typed into, what is typed is kept for it: who presses its keys goes on at
 * once, and their letters are neither lost nor taken for shortcuts.
 */
export function useTypedAhead(
  opened: boolean,
  edit: (change: (typed: string) => string) => void,
  close: () => void,
) {
  const onEdit = useEffectEvent(edit);
  const onClose = useEffectEvent(close);
  useEffect(() => {
    if (!opened) return;
    const stop = () => removeEventListener("keydown", onKey, true);
    const onKey = (event: KeyboardEvent) => {
      // Its own field has the focus: from here on it is a field like any other.
      if (document.activeElement?.matches("[data-palette] input")) return stop();
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const { key } = event;
      if (key === "Escape") onClose();
      else if (key === "Backspace") onEdit((typed) => typed.slice(0, -1));
      else if ([...key].length === 1) onEdit((typed) => typed + key);
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener("keydown", onKey, true);
    return stop;
  }, [opened]);
}
