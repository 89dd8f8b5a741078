import { useState } from "react";
import { client } from "@/api/client";
import { type Source, sourcePath } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import ConfirmModal from "@/ui/ConfirmModal";
import { Refusal } from "@/ui/Refusal";
import { useWorkspace } from "../knowledge";
import { draftOf, flawsOf, settingsOf } from "./draft";
import { SourceFields } from "./SourceFields";
import { useSourceAct } from "./useSourceAct";

/** What a source is called, what it reads from now on, and when. */
export default function SourceSettings({ source, onClose }: { source: Source; onClose: () => void }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [draft, setDraft] = useState(() => draftOf(source));
  const flaws = flawsOf(source.kind, draft);
  const save = useSourceAct(
    async () => {
      const { url, ...rest } = settingsOf(source.kind, draft);
      await client.PATCH(sourcePath, {
        params: { path: { ...params.path, source_id: source.id } },
        body: url === null ? rest : { ...rest, url },
      });
    },
    { done: t("ui.saved"), quiet: true, onDone: onClose },
  );
  return (
    <ConfirmModal
      opened
      title={t("sources.settingsOf", { name: source.name })}
      confirm={t("ui.save")}
      busy={save.isPending}
      disabled={Object.keys(flaws).length > 0}
      onConfirm={() => save.mutate()}
      onClose={onClose}
    >
      <Refusal error={save.error} />
      <SourceFields
        kind={source.kind}
        draft={draft}
        flaws={flaws}
        onChange={(change) => setDraft({ ...draft, ...change })}
      />
    </ConfirmModal>
  );
}
