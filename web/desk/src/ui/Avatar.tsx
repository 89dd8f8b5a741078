import classes from "./Avatar.module.css";
import { initials } from "./initials";

const tints = 6;

function tint(seed: string): number {
  let sum = 0;
  for (const letter of seed) sum = (sum * 31 + letter.charCodeAt(0)) % 997;
  return sum % tints;
}

/** Initials on a quiet colour that stays the same for the same person; decoration, the name stands beside it. */
export function Avatar({ name, id, size = 28 }: { name: string | null; id: string; size?: number }) {
  return (
    <span
      className={classes.avatar}
      data-tint={tint(id)}
      style={{ width: size, height: size, fontSize: size * 0.38 }}
      aria-hidden="true"
    >
      {initials(name ?? "") || "?"}
    </span>
  );
}
