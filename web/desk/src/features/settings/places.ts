/** The settings of a workspace, in the order they are shown. */
const places = [
  "assistant",
  "intents",
  "models",
  "actions",
  "leads",
  "trials",
  "widget",
  "replies",
  "rules",
  "queue",
  "sla",
  "notices",
  "people",
  "workspace",
  "attachments",
  "keys",
  "audit",
] as const;
/** Where everybody has something to do or to look up; the rest is an admin's. */
export const common: ReadonlySet<string> = new Set(["leads", "replies", "queue", "people"]);

/** The places that somebody may go to. */
export const placesFor = (admin: boolean): (typeof places)[number][] =>
  places.filter((place) => admin || common.has(place));
