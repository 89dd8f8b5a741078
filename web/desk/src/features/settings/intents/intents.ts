import type { Got } from "@/api/types";
import { useWords } from "@/lib/i18n";

export const intentsPath = "/api/v1/workspaces/{workspace}/assistant/intents";
export type Intents = Got<typeof intentsPath>;
export type Intent = Intents["intents"][number];
export type IntentModel = Intents["models"][number];

const spoken = ["it", "en", "de"] as const;

export const isOwn = (intent: Intent) => spoken.every((one) => (intent.shipped[one] ?? 0) === 0);

/** Whether anything of it is the owner's, so that it has to be sent along when the list is written. */
const isWritten = (intent: Intent) =>
  isOwn(intent) || !intent.enabled || spoken.some((one) => (intent.examples[one] ?? []).length > 0);

/** The list as it is written: with one intent changed or new, or without it. */
export function rewritten(all: readonly Intent[], name: string, changed: Intent | null) {
  const there = all.some((one) => one.name === name);
  const next = all.flatMap((one) => (one.name === name ? (changed ?? []) : one));
  if (!there && changed !== null) next.unshift(changed);
  return {
    intents: next.filter(isWritten).map(({ name, description, examples, enabled }) => ({
      name,
      description,
      examples,
      enabled,
    })),
  };
}

/** What people call an intent: ours in their language, their own as they named it. */
export function useIntentName() {
  const { maybe } = useWords();
  return (name: string) => maybe(`conversation.understood.intents.${name}`) ?? name;
}
