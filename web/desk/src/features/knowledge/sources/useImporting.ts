import { client } from "@/api/client";
import { importsPath, type Run, type Source } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import { newId } from "@/lib/ids";
import { useWorkspace } from "../knowledge";
import { useSourceAct } from "./useSourceAct";

/** Reading a source again, and stopping what is going. */
export function useImporting(source: Pick<Source, "id"> & { last_import: Pick<Run, "id"> | null }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const path = { ...params.path, source_id: source.id };
  const begin = useSourceAct(async () =>
    client.POST(importsPath, { params: { path }, body: { id: newId(), complete: true } }),
  );
  const stop = useSourceAct(
    async () => {
      const import_id = source.last_import?.id;
      if (import_id !== undefined)
        await client.POST(`${importsPath}/{import_id}/cancel`, { params: { path: { ...path, import_id } } });
    },
    { done: t("sources.stopped") },
  );
  return { begin, stop };
}
