import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Got } from "@/api/types";
import { useWords } from "@/lib/i18n";
import type { After } from "@/lib/useAct";
import { seen, useSave } from "@/lib/useSave";
import { useWorkspace } from "../useWorkspace";

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

/** As they are written: by name, so that two who change different ones do not meet. */
interface Written {
  intents: Record<string, ReturnType<typeof rewritten>["intents"][number]>;
  version?: string;
}

const byName = ({ intents }: ReturnType<typeof rewritten>): Written["intents"] =>
  Object.fromEntries(intents.map((one) => [one.name, one]));

/** Writes one intent, new or changed, or takes it away (null), among all as they were seen. */
export function useSaveIntent(after: After<Intents>) {
  const { params } = useWorkspace();
  const unchanged = (all: Intents): Written => ({
    intents: byName(rewritten(all.intents, "", null)),
    version: all.version,
  });
  const ways = useSave<Written, Intents>(
    {
      put: async (to) => {
        const body = { intents: Object.values(to.intents) };
        return got(await client.PUT(intentsPath, { params: { ...params, header: seen(to) }, body }));
      },
      newest: async () => unchanged(got(await client.GET(intentsPath, { params }))),
    },
    { ...after, stale: [intentsPath] },
  );
  const write = (all: Intents, name: string, changed: Intent | null) => {
    const to = { intents: byName(rewritten(all.intents, name, changed)), version: all.version };
    ways.save({ from: unchanged(all), to });
  };
  return { ...ways, write };
}

/** What people call an intent: ours in their language, their own as they named it. */
export function useIntentName() {
  const { maybe } = useWords();
  return (name: string) => maybe(`why.understood.intents.${name}`) ?? name;
}
