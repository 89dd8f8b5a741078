import { Button, Checkbox, Group, NativeSelect, Stack, Switch, TextInput } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import { type NoticeSettings, noticeSettingsPath, noticesPath } from "@/api/notices";
import { useHasRole } from "@/api/session";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { useDraft } from "@/lib/useDraft";
import { seen, useSave } from "@/lib/useSave";
import { LeftOver } from "@/ui/LeftOver";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { ErrorState, Loading } from "@/ui/States";
import { toast } from "@/ui/toast";
import classes from "./Notices.module.css";
import { admins, channels, noticeKinds } from "./noticeKinds";
import { PushHere } from "./PushHere";

/** By which ways one is told of what in this workspace, and when not. */
export function Notices() {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  const stored = $api.useQuery("get", noticeSettingsPath, { params: { path: { workspace } } });
  if (stored.isPending) return <Loading rows={5} />;
  if (stored.isError) return <ErrorState error={stored.error} onRetry={() => void stored.refetch()} />;
  return (
    <Stack gap="lg">
      <PushHere workspace={workspace} />
      <NoticesForm workspace={workspace} stored={stored.data} />
    </Stack>
  );
}

const zones = Intl.supportedValuesOf("timeZone");

function NoticesForm({ workspace, stored }: { workspace: string; stored: NoticeSettings }) {
  const { t } = useWords();
  const params = { path: { workspace } };
  const admin = useHasRole(workspace, "admin");
  const form = useDraft("notices", stored);
  const { draft, write } = form;
  const [way, setWay] = useState<(typeof channels)[number]>("push");
  const save = useSave<NoticeSettings, NoticeSettings>(
    {
      put: async ({ version, mail_works: _, ...body }) =>
        got(await client.PUT(noticeSettingsPath, { params: { ...params, header: seen({ version }) }, body })),
      newest: async () => got(await client.GET(noticeSettingsPath, { params })),
    },
    { done: t("ui.saved"), stale: [noticeSettingsPath] },
  );
  const test = useAct(
    async () => got(await client.POST(`${noticesPath}/test`, { params, body: { channel: way } })),
    {
      onDone: ({ sent }) =>
        sent > 0
          ? toast.done(t("notices.sent"))
          : toast.problem({ title: t("notices.nowhere"), detail: null }),
    },
  );
  const kinds = noticeKinds.filter((kind) => admin || !admins.has(kind));
  const ways = channels.filter((channel) => stored.mail_works || channel !== "mail");
  const zone = zones.includes(draft.time_zone) ? zones : [draft.time_zone, ...zones];
  const quiet = draft.quiet_from !== null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.save({ from: form.from, to: draft }, { onSuccess: (_, sent) => form.saved(sent.to) });
      }}
    >
      <SaveRefusal of={save} onTheirs={form.undo} />
      <LeftOver of={form} />
      <Stack gap="md">
        <table className={classes.ways}>
          <thead>
            <tr>
              <th scope="col">{t("notices.what")}</th>
              {ways.map((channel) => (
                <th key={channel} scope="col">
                  {t(`notices.channels.${channel}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {kinds.map((kind) => (
              <tr key={kind}>
                <th scope="row">{t(`notices.kinds.${kind}`)}</th>
                {ways.map((channel) => (
                  <td key={channel}>
                    <Checkbox
                      aria-label={`${t(`notices.kinds.${kind}`)}: ${t(`notices.channels.${channel}`)}`}
                      checked={draft.channels[kind].includes(channel)}
                      onChange={(event) => {
                        const others = draft.channels[kind].filter((one) => one !== channel);
                        const own = event.currentTarget.checked ? [...others, channel].sort() : others;
                        write({ channels: { ...draft.channels, [kind]: own } });
                      }}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {!stored.mail_works && <p className={classes.quiet}>{t("notices.noMail")}</p>}
        <Switch
          label={t("notices.quiet")}
          description={t("notices.quietText")}
          checked={quiet}
          onChange={(event) =>
            write(
              event.currentTarget.checked
                ? { quiet_from: "22:00", quiet_until: "07:00" }
                : { quiet_from: null, quiet_until: null },
            )
          }
        />
        {quiet && (
          <Group gap="sm" align="flex-end">
            {(["quiet_from", "quiet_until"] as const).map((edge) => (
              <TextInput
                key={edge}
                type="time"
                label={t(`notices.${edge}`)}
                value={draft[edge] ?? ""}
                required
                withAsterisk={false}
                onChange={(event) => write({ [edge]: event.currentTarget.value })}
              />
            ))}
            <NativeSelect
              label={t("notices.zone")}
              data={zone}
              value={draft.time_zone}
              onChange={(event) => write({ time_zone: event.currentTarget.value })}
            />
          </Group>
        )}
        <Switch
          label={t("notices.offDuty")}
          description={t("notices.offDutyText")}
          checked={draft.off_duty}
          onChange={(event) => write({ off_duty: event.currentTarget.checked })}
        />
        <Group gap="sm" align="flex-end">
          <Button type="submit" size="sm" loading={save.busy}>
            {t("ui.save")}
          </Button>
          <NativeSelect
            aria-label={t("notices.testWay")}
            data={ways.map((channel) => ({ value: channel, label: t(`notices.channels.${channel}`) }))}
            value={way}
            onChange={(event) => setWay(event.currentTarget.value as typeof way)}
          />
          <Button variant="default" size="sm" loading={test.isPending} onClick={() => test.mutate()}>
            {t("notices.test")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
