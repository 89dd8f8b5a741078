import { Button, Text } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import { Problem } from "@/api/problem";
import { useMe } from "@/api/session";
import type { Conversation, Posted } from "@/api/types";
import { useWords, withWords } from "@/lib/i18n";
import { useReduce } from "@/lib/live";
import { useEver } from "@/lib/opened";
import { useAct } from "@/lib/useAct";
import { announce } from "@/ui/Announcer";
import type { SadOutcome } from "@/ui/CloseDialog";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { contactName } from "@/ui/contactName";
import { IconButton } from "@/ui/IconButton";
import { Check, Clock, Close, Hand, More, Tag } from "@/ui/icons";
import { Menu, type MenuEntry } from "@/ui/Menu";
import { useProblemWords } from "@/ui/States";
import classes from "./BulkBar.module.css";

const CloseDialog = lazy(() => withWords("talk", import("@/ui/CloseDialog")));
const SnoozeDialog = lazy(() => withWords("talk", import("@/ui/SnoozeDialog")));
const at = "/api/v1/workspaces/{workspace}" as const;
const priorities = ["urgent", "high", "normal", "low"] as const;

type Task = Posted<`${typeof at}/conversations/together`>["task"];

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
  const say = useProblemWords();
  const me = useMe()?.user.id ?? "";
  const reduce = useReduce(workspace, me);
  const params = { path: { workspace } };
  const labels = $api.useQuery("get", `${at}/labels`, { params }).data?.items ?? [];
  const teams = $api.useQuery("get", `${at}/teams`, { params }).data?.items ?? [];
  const members = $api.useQuery("get", `${at}/members`, { params }).data?.items ?? [];
  const [closing, setClosing] = useState<SadOutcome | "resolved" | null>(null);
  const [snoozing, setSnoozing] = useState(false);
  const sadEver = useEver(closing !== null && closing !== "resolved");
  const snoozingEver = useEver(snoozing);
  const [refused, setRefused] = useState<{ id: string; name: string; why: string }[]>([]);

  const act = useAct(
    async (task: Task) =>
      got(
        await client.POST(`${at}/conversations/together`, {
          params,
          body: { ids: chosen.map(({ id }) => id), task },
        }),
      ).items,
    {
      onDone: (answers) => {
        setClosing(null);
        setSnoozing(false);
        const names = new Map(chosen.map((one) => [one.id, contactName(t, one.contact)]));
        const not = answers.flatMap(({ id, problem }) => {
          if (problem === null) return [];
          const { title, detail } = say(new Problem({ ...problem, more: { ...problem } }));
          return [{ id, name: names.get(id) ?? "", why: [title, detail].filter(Boolean).join(". ") }];
        });
        for (const { conversation } of answers)
          if (conversation !== null) reduce({ event: "conversation", data: conversation });
        setRefused(not);
        // Labels are put on one after the other: what is chosen stays, unless it was left as it was or is gone.
        if (not.length > 0) onChosen(not.map(({ id }) => id));
        announce(
          [
            t("lists.bulk.done", { count: answers.length - not.length }),
            ...(not.length > 0 ? [t("lists.bulk.refused", { count: not.length })] : []),
            ...not.map(({ name, why }) => `${name}: ${why}`),
          ].join(" "),
        );
      },
    },
  );
  const item = (label: string, task: Task, more: object = {}): MenuEntry => ({
    type: "item",
    label,
    onSelect: () => act.mutate(task),
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
    heading(t("lists.bulk.priority")),
    ...priorities.map((priority) => item(t(`lists.priorities.${priority}`), { do: "priority", priority })),
  ];
  const title = t("lists.bulk.closing", { count: chosen.length });
  return (
    <section className={classes.bar} aria-label={t("lists.bulk.label")} aria-busy={act.isPending}>
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
          <Menu label={t("lists.bulk.assign")} align="end" entries={assigning}>
            <Hand />
          </Menu>
          <Menu label={t("lists.bulk.labels")} align="end" entries={labelling}>
            <Tag />
          </Menu>
          <IconButton label={t("lists.bulk.snooze")} onClick={() => setSnoozing(true)}>
            <Clock />
          </IconButton>
          <Menu label={t("lists.bulk.close")} align="end" entries={ending}>
            <Check />
          </Menu>
          <Menu label={t("lists.bulk.more")} align="end" entries={more}>
            <More />
          </Menu>
        </span>
      </div>
      <ConfirmDialog
        opened={closing === "resolved"}
        title={title}
        confirm={t("lists.bulk.close")}
        busy={act.isPending}
        onClose={() => setClosing(null)}
        onConfirm={() => act.mutate({ do: "close", outcome: "resolved", reason: null })}
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
            busy={act.isPending}
            onClose={() => setClosing(null)}
            onConfirm={(reason) => {
              if (closing !== null) act.mutate({ do: "close", outcome: closing, reason });
            }}
          />
        )}
        {snoozingEver && (
          <SnoozeDialog
            opened={snoozing}
            workspace={workspace}
            busy={act.isPending}
            onClose={() => setSnoozing(false)}
            onConfirm={(until) => act.mutate({ do: "snooze_until", until })}
          />
        )}
      </Suspense>
    </section>
  );
}
