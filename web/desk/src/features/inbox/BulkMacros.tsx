import { lazy, Suspense, useRef, useState } from "react";
import { $api } from "@/api/client";
import type { Macro } from "@/api/types";
import { useWords, withWords } from "@/lib/i18n";
import { newId } from "@/lib/ids";
import { Bolt } from "@/ui/icons";
import { Menu } from "@/ui/Menu";
import type { Task } from "./BulkTask";

const MacroDialog = lazy(async () => withWords("why", withWords("talk", import("@/ui/MacroDialog"))));

interface Props {
  workspace: string;
  count: number;
  busy: boolean;
  onRun: (task: Task) => void;
}

/** Macros for all that is chosen: shown before they are run, for what is said to so many is said for good. */
export function BulkMacros({ workspace, count, busy, onRun }: Props) {
  const { t } = useWords();
  const params = { path: { workspace } };
  const macros = $api.useQuery("get", "/api/v1/workspaces/{workspace}/macros", { params }).data?.items ?? [];
  const [chosen, setChosen] = useState<Macro | null>(null);
  // One choice is said once, however often its button is pressed.
  const message = useRef("");
  const choose = (macro: Macro) => {
    message.current = newId();
    setChosen(macro);
  };
  return (
    <>
      <Menu
        label={t("lists.bulk.macro")}
        align="end"
        shortcut="runChosen"
        entries={
          macros.length === 0
            ? [{ type: "heading", label: t("lists.bulk.noMacros") }]
            : macros.map((macro) => ({ type: "item", label: macro.name, onSelect: () => choose(macro) }))
        }
      >
        <Bolt />
      </Menu>
      {chosen !== null && (
        <Suspense fallback={null}>
          <MacroDialog
            workspace={workspace}
            macro={chosen}
            text={chosen.text}
            count={count}
            busy={busy}
            onClose={() => setChosen(null)}
            onRun={(text) => {
              setChosen(null);
              onRun({ do: "macro", macro_id: chosen.id, message_id: message.current, text });
            }}
          />
        </Suspense>
      )}
    </>
  );
}
