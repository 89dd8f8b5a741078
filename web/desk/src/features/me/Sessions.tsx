import { Badge, Button } from "@mantine/core";
import { $api, client } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { Row, Rows } from "@/ui/Rows";
import { ErrorState, Loading } from "@/ui/States";
import { deviceName } from "./deviceName";

const path = "/api/v1/me/sessions";

export function Sessions() {
  const { t, ago } = useWords();
  const sessions = $api.useQuery("get", path);
  const end = useAct(
    async (id: string) =>
      client.DELETE("/api/v1/me/sessions/{session_id}", { params: { path: { session_id: id } } }),
    { done: t("profile.sessionEnded"), stale: [path] },
  );
  if (sessions.isPending) return <Loading rows={2} />;
  if (sessions.isError) return <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />;
  return (
    <Rows>
      {sessions.data.items.map((session) => (
        <Row
          key={session.id}
          name={
            <>
              {deviceName(session.user_agent)}
              {session.current && <Badge color="petrol">{t("profile.thisSession")}</Badge>}
            </>
          }
          detail={`${session.ip ?? "–"} · ${ago(session.last_seen_at)}`}
        >
          {!session.current && (
            <Button
              variant="default"
              aria-label={t("profile.endSessionOf", { device: deviceName(session.user_agent) })}
              loading={end.isPending && end.variables === session.id}
              onClick={() => end.mutate(session.id)}
            >
              {t("profile.endSession")}
            </Button>
          )}
        </Row>
      ))}
    </Rows>
  );
}
