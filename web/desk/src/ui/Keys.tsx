import classes from "./Keys.module.css";

const mac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);
const names: Record<string, string> = mac
  ? { mod: "⌘", shift: "⇧", enter: "↵", escape: "esc" }
  : { mod: "Ctrl", shift: "⇧", enter: "↵", escape: "Esc" };

/** A shortcut as it stands in the registry, drawn as keys. */
export function Keys({ keys }: { keys: string }) {
  const presses = keys.split(/[ +]/).map((key) => names[key] ?? key.toUpperCase());
  return (
    <span className={classes.keys}>
      {presses.map((key) => (
        <kbd key={key} className={classes.key}>
          {key}
        </kbd>
      ))}
    </span>
  );
}
