import { useQueryClient } from "@tanstack/react-query";
import { $api, client } from "@/api/client";
import { got, keys } from "@/api/conversations";
import { useMe } from "@/api/session";
import type { ConversationDetail } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useReduce } from "@/lib/live";
import { useAct } from "@/lib/useAct";
import { useSet } from "@/lib/useSet";
import { Pencil } from "@/ui/icons";
import { LabelPill } from "@/ui/LabelPill";
import { Menu } from "@/ui/Menu";
import classes from "./Details.module.css";

const path = "/api/v1/workspaces/{workspace}/conversations/{conversation_id}/labels";

/** What a conversation is about, in the workspace's own words, and whose team it waits for. */
export function Labels({ workspace, conversation }: { workspace: string; conversation: ConversationDetail }) {
  const { t } = useWords();
  const cache = useQueryClient();
  const reduce = useReduce(workspace, useMe()?.user.id ?? "");
  const all = $api.useQuery("get", "/api/v1/workspaces/{workspace}/labels", {
    params: { path: { workspace } },
  });
  const put = useAct(
    async (labels: string[]) =>
      got(
        await client.PUT(path, {
          params: { path: { workspace, conversation_id: conversation.id } },
          body: { labels },
        }),
      ),
    {
      inTurn: `labels ${conversation.id}`,
      stale: [keys.history(workspace, conversation.id)],
      onDone: (data) => {
        reduce({ event: "conversation", data });
        cache.setQueryData(keys.conversation(workspace, conversation.id), data);
      },
    },
  );
  const [has, set] = useSet(
    conversation.labels.map(({ id }) => id),
    put.mutateAsync,
  );
  const toggle = (id: string) => set(has.includes(id) ? has.filter((one) => one !== id) : [...has, id]);
  const shown = (all.data?.items ?? conversation.labels).filter(({ id }) => has.includes(id));
  return (
    <section>
      <div className={classes.labelsHead}>
        <h3>{t("conversation.labels.title")}</h3>
        {all.data && all.data.items.length > 0 && (
          <Menu
            label={t("talk.labels.edit")}
            align="end"
            shortcut="labels"
            entries={all.data.items.map((label) => ({
              type: "item",
              label: label.name,
              several: true,
              stays: true,
              chosen: has.includes(label.id),
              onSelect: () => toggle(label.id),
            }))}
          >
            <Pencil />
          </Menu>
        )}
      </div>
      {conversation.team !== null && (
        <p className={classes.quiet}>{t("talk.transfer.of", { name: conversation.team.name })}</p>
      )}
      {shown.length === 0 ? (
        <p className={classes.quiet}>
          {t(all.data?.items.length === 0 ? "talk.labels.noneDefined" : "talk.labels.none")}
        </p>
      ) : (
        <ul className={classes.labels}>
          {shown.map((label) => (
            <li key={label.id}>
              <LabelPill label={label} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
