import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { $api } from "@/api/client";
import type { Got, WorkspacePath } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useWorkspace } from "../useWorkspace";
import classes from "./AuditLine.module.css";

export type Entry = Got<`${WorkspacePath}/audit`>["items"][number];

/** One entry in the reader's words; the code it is kept under stands in the title, for whoever searches for it. */
export function AuditLine({ entry }: { entry: Entry }) {
  const { t, maybe, full } = useWords();
  const [room = "", what = ""] = entry.action.split(".");
  const state = room === "conversation" ? maybe(`states.${what}`) : null;
  const action = state === null ? maybe(`audit.actions.${entry.action}`) : t("audit.conversation", { state });
  const somebody = entry.actor_id === null ? maybe(`conversation.actors.${entry.actor}`) : null;
  return (
    <Table.Tr>
      <Table.Td className={classes.when}>
        <time dateTime={entry.at}>{full(entry.at)}</time>
      </Table.Td>
      <Table.Td>
        <bdi>{somebody ?? entry.actor.replace(/^rule:/, "")}</bdi>
      </Table.Td>
      <Table.Td title={entry.action}>{action ?? entry.action}</Table.Td>
      <Table.Td title={entry.target}>
        <Target entry={entry} />
      </Table.Td>
    </Table.Tr>
  );
}

/** Whom or what it was done to: by name where there is one, and a conversation by a way there. */
function Target({ entry }: { entry: Entry }) {
  const { maybe } = useWords();
  const { workspace, params } = useWorkspace();
  const members = $api.useQuery("get", "/api/v1/workspaces/{workspace}/members", { params });
  const [kind = "", id = ""] = entry.target.split(":");
  const word = maybe(`audit.targets.${kind}`) ?? kind;
  if (kind === "conversation")
    return (
      <Link
        to="/w/$workspace/inbox/$conversation"
        params={{ workspace, conversation: id }}
        search={{ view: "all" }}
        className={classes.link}
      >
        {word} {id.slice(-6)}
      </Link>
    );
  const { email, name } = entry.data as { email?: unknown; name?: unknown };
  const person = kind === "user" ? members.data?.items.find((member) => member.id === id)?.name : undefined;
  const called = person ?? [name, email].find((one) => typeof one === "string" && one !== "");
  return (
    <>
      {word} <bdi>{called === undefined ? id.slice(-6) : String(called)}</bdi>
    </>
  );
}
