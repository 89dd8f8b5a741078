import { Alert, Button, Select, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { CopyField } from "@/ui/CopyField";
import { Refusal } from "@/ui/Refusal";
import { Row, Rows } from "@/ui/Rows";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import { type MemberRole, roles } from "./Members";
import classes from "./People.module.css";

const list = "/api/v1/workspaces/{workspace}/invitations";

export function Invitations() {
  const { t, full } = useWords();
  const { params } = useWorkspace();
  const form = useRef<HTMLFormElement>(null);
  const [role, setRole] = useState<MemberRole>("agent");
  const invitations = $api.useQuery("get", list, { params });
  const invite = useAct(
    async (email: string) => got(await client.POST(list, { params, body: { email, role } })),
    {
      stale: [list],
      quiet: true,
      onDone: () => {
        renew.reset();
        form.current?.reset();
      },
    },
  );
  const renew = useAct(
    async (id: string) =>
      got(
        await client.POST("/api/v1/workspaces/{workspace}/invitations/{invitation_id}/renew", {
          params: { path: { ...params.path, invitation_id: id } },
        }),
      ),
    { stale: [list], onDone: () => invite.reset() },
  );
  const sent = invite.data ?? renew.data;
  const revoke = useAct(
    async (id: string) =>
      client.DELETE("/api/v1/workspaces/{workspace}/invitations/{invitation_id}", {
        params: { path: { ...params.path, invitation_id: id } },
      }),
    { done: t("ui.removed"), stale: [list] },
  );
  return (
    <>
      <form
        ref={form}
        className={classes.invite}
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate(String(new FormData(event.currentTarget).get("email")));
        }}
      >
        <TextInput
          name="email"
          type="email"
          label={t("session.email")}
          required
          withAsterisk={false}
          flex="1 1 220px"
        />
        <Select
          label={t("joining.people.role")}
          className={classes.role}
          data={roles.map((one) => ({ value: one, label: t(`roles.${one}`) }))}
          value={role}
          allowDeselect={false}
          onChange={(one) => one && setRole(one as MemberRole)}
        />
        <Button type="submit" size="sm" loading={invite.isPending}>
          {t("joining.people.invite")}
        </Button>
      </form>
      <Refusal error={invite.error} />
      {sent && (
        <Alert
          color="petrol"
          variant="light"
          mb="sm"
          role="status"
          title={t(sent.mailed ? "joining.people.mailed" : "joining.people.invited", { email: sent.email })}
        >
          {sent.link && (
            <>
              <p>{t("joining.people.linkText")}</p>
              <CopyField label={t("joining.people.link")} value={sent.link} />
            </>
          )}
        </Alert>
      )}
      {invitations.isPending && <Loading rows={1} />}
      {invitations.isError && (
        <ErrorState error={invitations.error} onRetry={() => void invitations.refetch()} />
      )}
      {invitations.data && invitations.data.items.length > 0 && (
        <Rows>
          {invitations.data.items.map((invitation) => (
            <Row
              key={invitation.id}
              name={invitation.email}
              detail={`${t(`roles.${invitation.role}`)} · ${t("joining.people.until", { time: full(invitation.expires_at) })}`}
            >
              <Button
                variant="default"
                size="sm"
                aria-label={t("joining.people.againOf", { email: invitation.email })}
                loading={renew.isPending && renew.variables === invitation.id}
                onClick={() => renew.mutate(invitation.id)}
              >
                {t(invitation.mailed ? "joining.people.again" : "joining.people.newLink")}
              </Button>
              <Button
                variant="default"
                size="sm"
                aria-label={t("joining.people.revokeOf", { email: invitation.email })}
                loading={revoke.isPending && revoke.variables === invitation.id}
                onClick={() => revoke.mutate(invitation.id)}
              >
                {t("joining.people.revoke")}
              </Button>
            </Row>
          ))}
        </Rows>
      )}
    </>
  );
}
