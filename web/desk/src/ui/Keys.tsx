import classes from "./Keys.module.css";

const mac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);
const names: Record<string, string> = mac
  ? { mod: "⌘", shift: "⇧", enter: "↵", escape: "esc" }
  : { mod: "Ctrl", shift: "⇧", enter: "↵", escape: "Esc" };

/** A shortcut's keys by the names that stand on them here. */
export const keyNames = (keys: string): string[] =>
  keys.split(/[ +]/).map((key) => names[key] ?? key.toUpperCase());

/** A shortcut as it stands in the registry, drawn as keys. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className={classes.keys}>
      {keyNames(keys).map((key) => (
        <kbd key={key} className={classes.key}>
          {key}
        </kbd>
      ))}
    </span>
  );
}
