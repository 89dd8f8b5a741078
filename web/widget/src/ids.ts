/** A random UUID by getRandomValues: crypto.randomUUID is missing on pages served over plain http. */

export const newId = (): string =>
  "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () =>
    // A byte of 256 values has each hexadecimal digit equally often.
    ((crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) & 15).toString(16),
  );
