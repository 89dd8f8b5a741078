import { Alert, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import { noticesPath, pushPath } from "@/api/notices";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { Row, Rows } from "@/ui/Rows";
import { ErrorState, Loading } from "@/ui/States";
import { deviceName } from "./deviceName";
import classes from "./Notices.module.css";
import { canPush, subscribe, subscription, unsubscribe } from "./push";

const here = ["push", "here"] as const;

/** Whether this browser is told while the desk is closed, and which others are. */
export function PushHere({ workspace }: { workspace: string }) {
  const { t, ago } = useWords();
  const params = { path: { workspace } };
  const push = $api.useQuery("get", pushPath, { params }, { enabled: canPush() });
  const own = useQuery({ queryKey: here, queryFn: async () => (await subscription())?.endpoint ?? null });
  const stale = [pushPath, here];
  const begin = useAct(
    async () => {
      const made = await subscribe(push.data?.key ?? "");
      if (made === null) throw new Error(t("notices.pushDenied"));
      return got(await client.POST(`${noticesPath}/push/devices`, { params, body: made }));
    },
    { done: t("notices.pushOn"), stale },
  );
  const end = useAct(
    async ({ id, endpoint }: { id: string; endpoint: string }) => {
      if (endpoint === own.data) await unsubscribe();
      const at = { params: { path: { ...params.path, device_id: id } } };
      return client.DELETE(`${noticesPath}/push/devices/{device_id}`, at);
    },
    { done: t("notices.pushOff"), stale },
  );
  if (!canPush()) return <Alert variant="light">{t("notices.pushCannot")}</Alert>;
  if (push.isPending || own.isPending) return <Loading rows={1} />;
  if (push.isError) return <ErrorState error={push.error} onRetry={() => void push.refetch()} />;
  const devices = push.data.devices;
  return (
    <div className={classes.push}>
      {!devices.some(({ endpoint }) => endpoint === own.data) && (
        <>
          <p className={classes.quiet}>{t("notices.pushText")}</p>
          <Button size="sm" loading={begin.isPending} onClick={() => begin.mutate()}>
            {t("notices.pushHere")}
          </Button>
        </>
      )}
      {devices.length > 0 && (
        <Rows aria-label={t("notices.devices")}>
          {devices.map((device) => (
            <Row
              key={device.id}
              name={
                <>
                  {deviceName(device.user_agent)}
                  {device.endpoint === own.data && ` · ${t("notices.thisBrowser")}`}
                </>
              }
              detail={
                device.pushed_at === null
                  ? t("notices.neverReached")
                  : t("notices.reached", { when: ago(device.pushed_at) })
              }
            >
              <Button
                variant="default"
                aria-label={t("notices.stopOf", { device: deviceName(device.user_agent) })}
                loading={end.isPending && end.variables.id === device.id}
                onClick={() => end.mutate(device)}
              >
                {t("notices.stop")}
              </Button>
            </Row>
          ))}
        </Rows>
      )}
    </div>
  );
}
