import { Drawer } from "@mantine/core";
import { $api } from "@/api/client";
import type { Trace } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useOpened } from "@/lib/opened";
import { ErrorState, Loading } from "@/ui/States";
import { TraceView } from "@/ui/TraceView";

interface Props {
  workspace: string;
  conversation: string;
  message: string | null;
  onClose: () => void;
}

/** Why the assistant said that: one click from the answer, and back to it by Escape. */
export default function TraceDrawer({ workspace, conversation, message, onClose }: Props) {
  const { t } = useWords();
  const opened = useOpened(message !== null);
  const trace = $api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace}/conversations/{conversation_id}/messages/{message_id}/trace",
    { params: { path: { workspace, conversation_id: conversation, message_id: message ?? "" } } },
    { enabled: message !== null, staleTime: Number.POSITIVE_INFINITY },
  );
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="min(100%, 420px)"
      title={t("why.trace.title")}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      {trace.data !== undefined ? (
        <TraceView trace={trace.data satisfies Trace} />
      ) : trace.isError ? (
        <ErrorState error={trace.error} onRetry={() => void trace.refetch()} />
      ) : (
        <Loading rows={5} />
      )}
    </Drawer>
  );
}
