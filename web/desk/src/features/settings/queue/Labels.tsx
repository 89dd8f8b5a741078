import { $api, client } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { LabelPill } from "@/ui/LabelPill";
import { useWorkspace } from "../useWorkspace";
import { LabelDialog } from "./LabelDialog";
import { NamedThings } from "./NamedThings";
import { labelsPath } from "./paths";

/** Words that conversations are sorted by. */
export function Labels({ may }: { may: boolean }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const labels = $api.useQuery("get", labelsPath, { params });
  return (
    <NamedThings
      of="labels"
      title={t("conversation.labels.title")}
      query={labels}
      may={may}
      path={labelsPath}
      remove={(id) =>
        client.DELETE(`${labelsPath}/{label_id}`, { params: { path: { ...params.path, label_id: id } } })
      }
      line={(label) => ({
        name: <LabelPill label={label} />,
        detail: label.skill ? t("queue.labels.isSkill") : undefined,
      })}
      dialog={(label, onClose) => <LabelDialog label={label} onClose={onClose} />}
    />
  );
}
