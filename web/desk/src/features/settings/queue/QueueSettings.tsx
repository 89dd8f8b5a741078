import { $api } from "@/api/client";
import { useHasRole } from "@/api/session";
import { useWords } from "@/lib/i18n";
import { Section } from "@/ui/Page";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import { Labels } from "./Labels";
import { QueueForm } from "./QueueForm";
import { Takes } from "./Takes";
import { Teams } from "./Teams";

/** Who gets whom: how the queue works, the teams and labels it goes by, and what each member takes. */
export function QueueSettings() {
  const { t } = useWords();
  const { workspace, params } = useWorkspace();
  const admin = useHasRole(workspace, "admin");
  const may = useHasRole(workspace, "supervisor");
  const queue = $api.useQuery("get", "/api/v1/workspaces/{workspace}/queue", { params });
  if (queue.isPending) return <Loading rows={4} />;
  if (queue.isError) return <ErrorState error={queue.error} onRetry={() => void queue.refetch()} />;
  return (
    <>
      {admin ? (
        <QueueForm queue={queue.data} />
      ) : (
        <Section
          title={t("settings.queue.name")}
          text={t(queue.data.automatic ? "queue.isAutomatic" : "queue.isByHand")}
        >
          {null}
        </Section>
      )}
      <Takes may={may} capacity={queue.data.capacity} />
      <Teams may={may} />
      <Labels may={may} />
    </>
  );
}
