import { Button, Text } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { $api } from "@/api/client";
import { useMe } from "@/api/session";
import type { Conversation } from "@/api/types";
import { useWords, withWords } from "@/lib/i18n";
import { useEver } from "@/lib/opened";
import { useShortcut } from "@/lib/shortcuts";
import type { SadOutcome } from "@/ui/CloseDialog";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { IconButton } from "@/ui/IconButton";
import { Check, Clock, Close, Hand, More, Tag } from "@/ui/icons";
import { Join } from "@/ui/Join";
import { Keys } from "@/ui/Keys";
import { Menu, type MenuEntry } from "@/ui/Menu";
import classes from "./BulkBar.module.css";
import { BulkMacros } from "./BulkMacros";
import { type Task, useTogether } from "./BulkTask";

const CloseDialog = lazy(() => withWords("talk", import("@/ui/CloseDialog")));
const SnoozeDialog = lazy(() => withWords("talk", import("@/ui/SnoozeDialog")));
const at = "/api/v1/workspaces/{workspace}" as const;
const priorities = ["urgent", "high", "normal", "low"] as const;

interface Props {
  workspace: string;
  chosen: readonly Conversation[];
  /** How many could be chosen. */
  listed: number;
  onAll: () => void;
  onChosen: (ids: readonly string[]) => void;
}

/** What is done to all that is chosen, in one go; what could not be done stays chosen, with the reason. */
export default function BulkBar({ workspace, chosen, listed, onAll, onChosen }: Props) {
  const { t } = useWords();
  const me = useMe()?.user.id ?? "";
  const params = { path: { workspace } };
  const labels = $api.useQuery("get", `${at}/labels`, { params }).data?.items ?? [];
  const teams = $api.useQuery("get", `${at}/teams`, { params }).data?.items ?? [];
  const members = $api.useQuery("get", `${at}/members`, { params }).data?.items ?? [];
  const [closing, setClosing] = useState<SadOutcome | "resolved" | null>(null);
  const [snoozing, setSnoozing] = useState(false);
  const sadEver = useEver(closing !== null && closing !== "resolved");
  const snoozingEver = useEver(snoozing);
  const { refused, merged, busy, run, unmerge } = useTogether({
    workspace,
    chosen,
    onChosen,
    onDone: () => {
      setClosing(null);
      setSnoozing(false);
    },
  });
  useShortcut("snoozeChosen", () => setSnoozing(true));
  useShortcut("mergeChosen", () => run({ do: "merge" }));
  useShortcut("undo", unmerge, merged.length > 0);
  const item = (label: string, task: Task, more: object = {}): MenuEntry => ({
    type: "item",
    label,
    onSelect: () => run(task),
    ...more,
  });
  const heading = (label: string): MenuEntry => ({ type: "heading", label });
  const assign = (to: "user" | "team" | "queue", target: string | null = null): Task => ({
    do: "assign",
    to,
    target,
  });
  const others = members.filter((one) => !one.suspended && one.id !== me);
  const assigning: MenuEntry[] = [
    item(t("lists.bulk.toMe"), assign("user", me)),
    item(t("lists.bulk.toQueue"), assign("queue")),
    ...(others.length > 0 ? [heading(t("lists.bulk.people"))] : []),
    ...others.map((one) => item(one.name, assign("user", one.id))),
    ...(teams.length > 0 ? [heading(t("lists.bulk.teams"))] : []),
    ...teams.map((one) => item(one.name, assign("team", one.id))),
  ];
  const labelling: MenuEntry[] =
    labels.length === 0
      ? [heading(t("lists.bulk.noLabels"))]
      : labels.map(({ id, name }) => {
          const all = chosen.every((one) => one.labels.some((label) => label.id === id));
          return item(
            name,
            { do: all ? "remove_labels" : "add_labels", labels: [id] },
            { several: true, stays: true, chosen: all },
          );
        });
  const ending: MenuEntry[] = [
    {
      type: "item",
      label: t("lists.bulk.resolved"),
      icon: <Check />,
      onSelect: () => setClosing("resolved"),
    },
    ...(["not_resolved", "cancelled"] as const).map(
      (outcome): MenuEntry => ({
        type: "item",
        label: `${t(`states.${outcome}`)}…`,
        onSelect: () => setClosing(outcome),
      }),
    ),
  ];
  const more: MenuEntry[] = [
    item(t("lists.bulk.read"), { do: "read" }),
    item(t("lists.bulk.unread"), { do: "unread" }),
    item(t("lists.bulk.merge"), { do: "merge" }, { icon: <Join />, aside: <Keys keys="b m" /> }),
    heading(t("lists.bulk.priority")),
    ...priorities.map((priority) => item(t(`lists.priorities.${priority}`), { do: "priority", priority })),
  ];
  const title = t("lists.bulk.closing", { count: chosen.length });
  return (
    <section className={classes.bar} aria-label={t("lists.bulk.label")} aria-busy={busy}>
      {refused.length > 0 && (
        <div className={classes.refused}>
          <p>{t("lists.bulk.refused", { count: refused.length })}</p>
          <ul>
            {refused.map(({ id, name, why }) => (
              <li key={id}>
                <bdi>{name}</bdi>: {why}
              </li>
            ))}
          </ul>
        </div>
      )}
      {merged.length > 0 && (
        <p className={classes.merged}>
          {t("lists.bulk.merged", { count: merged.length })}
          <Button size="compact-xs" variant="default" rightSection={<Keys keys="z" />} onClick={unmerge}>
            {t("lists.bulk.unmerge")}
          </Button>
        </p>
      )}
      <div className={classes.acts}>
        <IconButton label={t("lists.bulk.letGo")} keys="escape" onClick={() => onChosen([])}>
          <Close />
        </IconButton>
        <span className={classes.count} aria-live="polite">
          {t("lists.bulk.count", { count: chosen.length })}
        </span>
        {chosen.length < listed && (
          <Button variant="subtle" color="gray" size="compact-xs" onClick={onAll}>
            {t("lists.bulk.all", { count: listed })}
          </Button>
        )}
        <span className={classes.menus}>
          <Menu label={t("lists.bulk.assign")} align="end" shortcut="assignChosen" entries={assigning}>
            <Hand />
          </Menu>
          <Menu label={t("lists.bulk.labels")} align="end" shortcut="labelChosen" entries={labelling}>
            <Tag />
          </Menu>
          <IconButton label={t("lists.bulk.snooze")} keys="b h" onClick={() => setSnoozing(true)}>
            <Clock />
          </IconButton>
          <Menu label={t("lists.bulk.close")} align="end" shortcut="closeChosen" entries={ending}>
            <Check />
          </Menu>
          <BulkMacros workspace={workspace} count={chosen.length} busy={busy} onRun={run} />
          <Menu label={t("lists.bulk.more")} align="end" entries={more}>
            <More />
          </Menu>
        </span>
      </div>
      <ConfirmDialog
        opened={closing === "resolved"}
        title={title}
        confirm={t("lists.bulk.close")}
        busy={busy}
        onClose={() => setClosing(null)}
        onConfirm={() => run({ do: "close", outcome: "resolved", reason: null })}
      >
        <Text size="sm" c="dimmed">
          {t("lists.bulk.told")}
        </Text>
      </ConfirmDialog>
      <Suspense fallback={null}>
        {sadEver && (
          <CloseDialog
            outcome={closing === "resolved" ? null : closing}
            title={title}
            busy={busy}
            onClose={() => setClosing(null)}
            onConfirm={(reason) => {
              if (closing !== null) run({ do: "close", outcome: closing, reason });
            }}
          />
        )}
        {snoozingEver && (
          <SnoozeDialog
            opened={snoozing}
            workspace={workspace}
            busy={busy}
            onClose={() => setSnoozing(false)}
            onConfirm={(until) => run({ do: "snooze_until", until })}
          />
        )}
      </Suspense>
    </section>
  );
}
