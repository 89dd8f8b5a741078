/** By what articles are listed: their state now, or that only some assistants may use them. */
export const states = ["live", "draft", "expired", "not_yet", "limited"] as const;
export type ListedBy = (typeof states)[number];

export const isListedBy = (value: unknown): value is ListedBy => states.some((state) => state === value);
