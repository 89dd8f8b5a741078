import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { After } from "@/lib/useAct";
import { type Save, seen, useSave } from "@/lib/useSave";
import { useWorkspace } from "../useWorkspace";
import { type Actions, actionPath, actionsPath, assistantsPath, type Use, usageOf } from "./actions";

/** Says whether an assistant may use an action, and when it begins; what somebody else said meanwhile stays, or is asked about. */
export function useUse(query: { assistant?: string }, after: After<Actions>): Save<Use> {
  const { params } = useWorkspace();
  const list = async () => got(await client.GET(actionsPath, { params: { ...params, query } }));
  // Of which action the newest is to be read: of the one that was sent.
  let sent = "";
  return useSave<Use, Actions>(
    {
      put: async (use) => {
        sent = use.name;
        const { allowed, intents, phrases } = use;
        const at = { path: { ...params.path, action: use.name }, query, header: seen(use) };
        return got(
          await client.PUT(`${actionPath}/use`, { params: at, body: { allowed, intents, phrases } }),
        );
      },
      newest: async () => {
        const found = (await list()).actions.find(({ name }) => name === sent);
        if (found === undefined) throw new Error("It is gone.");
        return usageOf(found);
      },
    },
    { stale: [actionsPath, assistantsPath], ...after },
  );
}
