import type { ReactNode } from "react";
import { useWords } from "@/lib/i18n";
import classes from "./OfferList.module.css";

interface Props<Item> {
  id: string;
  label: string;
  /** Said where nothing fits. */
  none: string;
  items: readonly Item[];
  at: number;
  loading: boolean;
  onPick: (item: Item) => void;
  onPoint: (at: number) => void;
  children: (item: Item) => ReactNode;
}

/** Shown above the field; the field keeps the focus and says which one is meant. */
export function OfferList<Item extends { id: string }>(props: Props<Item>) {
  const { t } = useWords();
  const { id, items, at } = props;
  return (
    <div className={classes.box}>
      {items.length === 0 ? (
        <p className={classes.none} role="status">
          {props.loading ? t("ui.loading") : props.none}
        </p>
      ) : (
        <div role="listbox" id={id} aria-label={props.label} className={classes.list}>
          {items.map((item, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus (aria-activedescendant)
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field hears the keys
            <div
              key={item.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === at}
              className={classes.option}
              onMouseDown={(event) => event.preventDefault()}
              onMouseEnter={() => props.onPoint(index)}
              onClick={() => props.onPick(item)}
            >
              {props.children(item)}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
