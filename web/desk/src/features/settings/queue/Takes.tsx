import { lazy, Suspense, useState } from "react";
import { $api } from "@/api/client";
import type { Member } from "@/api/types";
import { isLanguage, useWords } from "@/lib/i18n";
import { Avatar } from "@/ui/Avatar";
import { IconButton } from "@/ui/IconButton";
import { Pencil } from "@/ui/icons";
import { Section } from "@/ui/Page";
import { Row, Rows } from "@/ui/Rows";
import { ErrorState, Loading } from "@/ui/States";
import { StatusDot } from "@/ui/StatusDot";
import { useWorkspace } from "../useWorkspace";

const WorkDialog = lazy(() => import("./WorkDialog"));

/** Who is there, and what each of them takes. */
export function Takes({ may, capacity }: { may: boolean; capacity: number }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [editing, setEditing] = useState<Member | null>(null);
  // Who has gone says nothing any more, so the list is looked at again.
  const members = $api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace}/members",
    { params },
    { refetchInterval: 30_000 },
  );
  const labels = $api.useQuery("get", "/api/v1/workspaces/{workspace}/labels", { params });
  const names = new Map(labels.data?.items.map(({ id, name }) => [id, name]));
  const takes = ({ work }: Member) => [
    t("queue.people.atMost", { count: work.capacity ?? capacity }),
    work.languages.length === 0
      ? t("queue.people.allLanguages")
      : work.languages.map((one) => (isLanguage(one) ? t(`languages.${one}`) : one)).join(", "),
    ...work.skills.flatMap((id) => names.get(id) ?? []),
  ];
  return (
    <Section title={t("queue.people.title")} text={t("queue.people.text")}>
      {members.isPending && <Loading />}
      {members.isError && <ErrorState error={members.error} onRetry={() => void members.refetch()} />}
      {members.data && (
        <Rows>
          {members.data.items
            .filter(({ suspended }) => !suspended)
            .map((member) => (
              <Row
                key={member.id}
                picture={<Avatar name={member.name} id={member.id} size={30} />}
                name={
                  <>
                    <bdi>{member.name}</bdi> <StatusDot status={member.work.status} />
                    <span className="visually-hidden">{t(`status.${member.work.status}`)}</span>
                  </>
                }
                detail={takes(member).join(" · ")}
              >
                {may && (
                  <IconButton
                    label={t("queue.people.edit", { name: member.name })}
                    onClick={() => setEditing(member)}
                  >
                    <Pencil />
                  </IconButton>
                )}
              </Row>
            ))}
        </Rows>
      )}
      {editing !== null && (
        <Suspense>
          <WorkDialog
            member={editing}
            capacity={capacity}
            labels={labels.data?.items ?? []}
            onClose={() => setEditing(null)}
          />
        </Suspense>
      )}
    </Section>
  );
}
