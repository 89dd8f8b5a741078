import { useCallback } from "react";
import { $api, client } from "@/api/client";
import type { Status as Chosen } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useIdle } from "@/lib/idle";
import { useShortcut } from "@/lib/shortcuts";
import { useAct } from "@/lib/useAct";
import { announce } from "@/ui/Announcer";
import { Menu } from "@/ui/Menu";
import { StatusDot } from "@/ui/StatusDot";
import nav from "./Nav.module.css";

const path = "/api/v1/workspaces/{workspace}/availability";
const statuses = ["online", "away", "offline"] as const satisfies readonly Chosen[];

/** Whether one is given conversations: chosen here, and noticed where nobody touches the desk any more. */
export function Status({ workspace }: { workspace: string }) {
  const { t } = useWords();
  const params = { path: { workspace } };
  const own = $api.useQuery("get", path, { params });
  const queue = $api.useQuery("get", "/api/v1/workspaces/{workspace}/queue", { params });
  const say = useAct(
    async (body: { status?: Chosen; idle?: boolean }) => client.PUT(path, { params, body }),
    { stale: [path] },
  );
  const { status, chosen } = own.data?.takes_part ? own.data : {};
  const idle = status === "away" && chosen === "online";
  useIdle(
    queue.data?.away_after,
    useCallback(
      (untouched: boolean) => {
        if (chosen === "online" && untouched !== idle && !say.isPending) say.mutate({ idle: untouched });
      },
      [chosen, idle, say.isPending, say.mutate],
    ),
  );
  const choose = (to: Chosen) => say.mutate({ status: to }, { onSuccess: () => announce(t(`status.${to}`)) });
  useShortcut("away", () => choose(chosen === "online" ? "away" : "online"), chosen !== undefined);
  if (status === undefined || chosen === undefined) return null;
  // Who looks at this has a desk open: gone is only who chose so.
  const shown = chosen === "online" && !idle ? "online" : chosen === "offline" ? "offline" : "away";
  return (
    <li>
      <Menu
        label={t("status.label", { status: t(`status.${shown}`) })}
        className={`press-line ${nav.item} ${nav.status}`}
        entries={[
          { type: "heading", label: t("status.title") },
          ...statuses.map((one) => ({
            type: "item" as const,
            label: t(`status.${one}`),
            icon: <StatusDot status={one} />,
            chosen: one === chosen,
            onSelect: () => choose(one),
          })),
        ]}
      >
        <span className={nav.dot}>
          <StatusDot status={shown} />
        </span>
        <span className={nav.label}>{t(`status.${shown}`)}</span>
      </Menu>
    </li>
  );
}
