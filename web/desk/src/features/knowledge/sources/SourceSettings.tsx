import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { importsPath, isGoing, type Source, sourceKeys, sourcePath } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import { newId } from "@/lib/ids";
import { seen, useSave } from "@/lib/useSave";
import ConfirmModal from "@/ui/ConfirmModal";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { articlesPath, useWorkspace } from "../knowledge";
import { draftOf, flawsOf, settingsOf } from "./draft";
import { SourceFields } from "./SourceFields";

type Written = ReturnType<typeof settingsOf> & { version: string };

/** What can be written of a source, as it is stored. */
const written = (source: Source): Written => ({
  ...settingsOf(source.kind, draftOf(source)),
  version: source.version,
});

/** What a source is called, what it reads from now on, and when. A new address is read at once. */
export default function SourceSettings({ source, onClose }: { source: Source; onClose: () => void }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [draft, setDraft] = useState(() => draftOf(source));
  const flaws = flawsOf(source.kind, draft);
  const path = { ...params.path, source_id: source.id };
  const moved = settingsOf(source.kind, draft).url !== source.url && !isGoing(source.last_import);
  const [opened] = useState(source);
  const save = useSave<Written, void>(
    {
      put: async ({ url, version, ...rest }) => {
        const params = { path, header: seen({ version }) };
        await client.PATCH(sourcePath, { params, body: url === null ? rest : { ...rest, url } });
        if (moved)
          await client.POST(importsPath, { params: { path }, body: { id: newId(), complete: true } });
      },
      newest: async () => written(got(await client.GET(sourcePath, { params: { path } }))),
    },
    { done: t("ui.saved"), stale: [articlesPath, sourceKeys.all(params.path.workspace)], onDone: onClose },
  );
  return (
    <ConfirmModal
      opened
      title={t("sources.settingsOf", { name: source.name })}
      confirm={t(moved ? "sources.saveAndRead" : "ui.save")}
      busy={save.busy}
      disabled={Object.keys(flaws).length > 0}
      onConfirm={() =>
        save.save({ from: written(opened), to: { ...written(opened), ...settingsOf(source.kind, draft) } })
      }
      onClose={onClose}
    >
      <SaveRefusal of={save} onTheirs={onClose} />
      <SourceFields
        kind={source.kind}
        draft={draft}
        flaws={flaws}
        onChange={(change) => setDraft({ ...draft, ...change })}
      />
    </ConfirmModal>
  );
}
