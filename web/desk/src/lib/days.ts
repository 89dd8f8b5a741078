const day = 86_400_000;

/** How far a zone's clock is ahead of UTC at a moment, in milliseconds. */
function offset(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const shown = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return shown - Math.floor(at / 1_000) * 1_000;
}

/** The day (2026-12-31) of a moment by a zone's clock; `shift` of -1 is the day that ends with it. */
export function dayIn(zone: string, moment: string, shift: 0 | -1 = 0): string {
  const at = new Date(moment).getTime() + shift;
  return iso(at + offset(zone, at)).slice(0, 10);
}

/** The moment a day begins by a zone's clock; `later` days on. Where midnight is skipped, the day begins after it. */
export function startOf(zone: string, of: string, later = 0): string {
  const midnight = Date.parse(`${of}T00:00:00Z`) + later * day;
  const guess = midnight - offset(zone, midnight);
  const at = midnight - offset(zone, guess);
  const begun = dayIn(zone, iso(at)) >= iso(midnight).slice(0, 10);
  return iso(begun ? at : guess);
}

/** The moment at which a zone's clock shows a day and a time (2026-12-31T18:00). */
export function momentIn(zone: string, shown: string): string {
  const written = Date.parse(`${shown}Z`);
  return iso(written - offset(zone, written - offset(zone, written)));
}

const iso = (at: number): string => new Date(at).toISOString();
