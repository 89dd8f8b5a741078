import { Button, Group } from "@mantine/core";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Rule } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { announce } from "@/ui/Announcer";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Bolt, Plus } from "@/ui/icons";
import { Section } from "@/ui/Page";
import { Rows } from "@/ui/Rows";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import { RuleRow } from "./RuleRow";
import { examples, fresh, rulesPath, type Written } from "./rules";

const RuleForm = lazy(() => import("./RuleForm"));

/** The rules of the workspace, in the order in which they are asked. */
export function RuleSettings() {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [editing, setEditing] = useState<{ rule: Rule | null; from: Written } | null>(null);
  const [removing, setRemoving] = useState<Rule | null>(null);
  const rules = $api.useQuery("get", rulesPath, { params });
  const list = useRef<HTMLUListElement>(null);
  const moved = useRef<string | null>(null);
  const remove = useAct(
    async (id: string) =>
      client.DELETE(`${rulesPath}/{rule_id}`, { params: { path: { ...params.path, rule_id: id } } }),
    { done: t("ui.removed"), stale: [rulesPath], onDone: () => setRemoving(null) },
  );
  const order = useAct(
    async (ids: string[]) => got(await client.PUT(`${rulesPath}/order`, { params, body: { ids } })),
    { stale: [rulesPath] },
  );
  const items = rules.data?.items ?? [];
  const move = (rule: Rule, by: -1 | 1) => {
    const ids = items.map(({ id }) => id).filter((id) => id !== rule.id);
    const at = items.indexOf(rule) + by;
    ids.splice(at, 0, rule.id);
    moved.current = `${rule.id} ${by}`;
    order.mutate(ids, { onSuccess: () => announce(t("rules.moved", { name: rule.name, n: at + 1 })) });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever moves a rule goes on moving it, where it is now
  useEffect(() => {
    if (moved.current === null) return;
    const arrows = list.current?.querySelectorAll<HTMLButtonElement>("[data-move]") ?? [];
    const own = [...arrows].filter((one) => one.dataset.move?.startsWith(moved.current?.split(" ")[0] ?? ""));
    (
      own.find((one) => one.dataset.move === moved.current && !one.disabled) ??
      own.find((one) => !one.disabled)
    )?.focus();
    moved.current = null;
  }, [rules.data]);
  return (
    <Section
      title={t("settings.rules.name")}
      text={t("rules.text")}
      actions={
        <Button leftSection={<Plus />} onClick={() => setEditing({ rule: null, from: fresh })}>
          {t("rules.add")}
        </Button>
      }
    >
      {rules.isPending && <Loading />}
      {rules.isError && <ErrorState error={rules.error} onRetry={() => void rules.refetch()} />}
      {rules.data && items.length === 0 && (
        <EmptyState
          icon={<Bolt size={22} />}
          title={t("rules.none")}
          text={t("rules.noneText")}
          action={
            <Group justify="center">
              {examples(t).map((from) => (
                <Button key={from.name} variant="default" onClick={() => setEditing({ rule: null, from })}>
                  {from.name}
                </Button>
              ))}
            </Group>
          }
        />
      )}
      {items.length > 0 && (
        <Rows ref={list}>
          {items.map((rule, i) => (
            <RuleRow
              key={rule.id}
              rule={rule}
              first={i === 0}
              last={i === items.length - 1}
              onMove={(by) => move(rule, by)}
              onEdit={() => setEditing({ rule, from: rule })}
              onRemove={() => setRemoving(rule)}
            />
          ))}
        </Rows>
      )}
      {editing !== null && (
        <Suspense fallback={null}>
          <RuleForm {...editing} onClose={() => setEditing(null)} />
        </Suspense>
      )}
      <ConfirmDialog
        opened={removing !== null}
        title={t("rules.remove", { name: removing?.name ?? "" })}
        confirm={t("ui.remove")}
        danger
        busy={remove.isPending}
        onConfirm={() => removing && remove.mutate(removing.id)}
        onClose={() => setRemoving(null)}
      >
        {t("rules.removeText")}
      </ConfirmDialog>
    </Section>
  );
}
