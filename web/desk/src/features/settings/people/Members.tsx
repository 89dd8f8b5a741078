import { Badge, Button, Select } from "@mantine/core";
import { $api, client } from "@/api/client";
import { useMe } from "@/api/session";
import type { Role } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { Avatar } from "@/ui/Avatar";
import { Row, Rows } from "@/ui/Rows";
import { ErrorState, Loading } from "@/ui/States";
import { StatusDot } from "@/ui/StatusDot";
import { useWorkspace } from "../useWorkspace";
import classes from "./People.module.css";

const list = "/api/v1/workspaces/{workspace}/members";
export const roles = ["agent", "supervisor", "admin"] as const satisfies readonly Role[];
export type MemberRole = (typeof roles)[number];

/** Everybody who works here; only an admin changes their roles. */
export function Members({ admin }: { admin: boolean }) {
  const { t, maybe, ago } = useWords();
  const { params } = useWorkspace();
  const me = useMe();
  const members = $api.useQuery("get", list, { params });
  const change = useAct(
    async ({ id, ...body }: { id: string; role?: MemberRole; suspended?: boolean }) =>
      client.PATCH("/api/v1/workspaces/{workspace}/members/{user_id}", {
        params: { path: { ...params.path, user_id: id } },
        body,
      }),
    { done: t("ui.saved"), stale: [list] },
  );
  if (members.isPending) return <Loading rows={3} />;
  if (members.isError) return <ErrorState error={members.error} onRetry={() => void members.refetch()} />;
  return (
    <Rows>
      {members.data.items.map((member) => (
        <Row
          key={member.id}
          picture={<Avatar name={member.name} id={member.id} size={30} />}
          name={
            <>
              <bdi>{member.name}</bdi>
              {!member.suspended && member.work.status !== "offline" && (
                <>
                  <StatusDot status={member.work.status} />
                  <span className="visually-hidden">{t(`status.${member.work.status}`)}</span>
                </>
              )}
              {member.suspended && <Badge color="red">{t("joining.people.suspended")}</Badge>}
            </>
          }
          detail={member.last_seen_at ? `${member.email} · ${ago(member.last_seen_at)}` : member.email}
        >
          {admin ? (
            <Select
              aria-label={t("joining.people.roleOf", { name: member.name })}
              className={classes.role}
              data={roles.map((role) => ({ value: role, label: t(`roles.${role}`) }))}
              value={member.role}
              allowDeselect={false}
              onChange={(role) => role && change.mutate({ id: member.id, role: role as MemberRole })}
            />
          ) : (
            <span>{maybe(`roles.${member.role}`) ?? member.role}</span>
          )}
          {admin && member.id !== me?.user.id && (
            <Button
              variant="default"
              size="sm"
              loading={change.isPending && change.variables.id === member.id}
              aria-label={t(member.suspended ? "joining.people.restoreName" : "joining.people.suspendName", {
                name: member.name,
              })}
              onClick={() => change.mutate({ id: member.id, suspended: !member.suspended })}
            >
              {t(member.suspended ? "joining.people.restore" : "joining.people.suspend")}
            </Button>
          )}
        </Row>
      ))}
    </Rows>
  );
}
