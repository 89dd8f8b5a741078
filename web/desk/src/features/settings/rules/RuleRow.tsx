import { Group, Switch } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Rule } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { seen } from "@/lib/useSave";
import { IconButton } from "@/ui/IconButton";
import { Clock, Down, Pencil, Trash, Up } from "@/ui/icons";
import { Row } from "@/ui/Rows";
import { useWorkspace } from "../useWorkspace";
import { RuleLog } from "./RuleLog";
import classes from "./Rules.module.css";
import { rulesPath } from "./rules";

interface Props {
  rule: Rule;
  first: boolean;
  last: boolean;
  onMove: (by: -1 | 1) => void;
  onEdit: () => void;
  onRemove: () => void;
}

/** A rule in a sentence, how it fared, and what can be done about it. */
export function RuleRow({ rule, first, last, onMove, onEdit, onRemove }: Props) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [open, setOpen] = useState(false);
  const turn = useAct(
    async (enabled: boolean) => {
      const { name, when, match, conditions, actions, stop } = rule;
      const at = { path: { ...params.path, rule_id: rule.id }, header: seen(rule) };
      const body = { name, enabled, when, match, conditions, actions, stop };
      return got(await client.PUT(`${rulesPath}/{rule_id}`, { params: at, body }));
    },
    { stale: [rulesPath] },
  );
  const { name } = rule;
  const says = [
    t(`rules.occasions.${rule.when.on}`),
    ...rule.conditions.map((one) => t(`rules.conditions.${one.of}`)),
  ].join(" · ");
  const does = rule.actions.map((one) => t(`rules.actions.${one.do}`)).join(" · ");
  const fared = [
    ...(rule.met > 0 ? [t("rules.met", { count: rule.met })] : []),
    ...(rule.held > 0 ? [t("rules.heldTimes", { count: rule.held })] : []),
  ];
  return (
    <Row
      name={<bdi>{name}</bdi>}
      detail={
        <>
          <p className={classes.quiet}>{`${says} → ${does}`}</p>
          {fared.length > 0 && <p className={classes.quiet}>{fared.join(", ")}</p>}
          {open && <RuleLog rule={rule.id} />}
        </>
      }
    >
      {/* All in one line, also below the words on a phone. */}
      <Group gap="xs" wrap="nowrap">
        <Switch
          aria-label={t("rules.on", { name })}
          checked={rule.enabled}
          disabled={turn.isPending}
          onChange={(event) => turn.mutate(event.currentTarget.checked)}
        />
        <IconButton
          label={t("rules.up", { name })}
          data-move={`${rule.id} -1`}
          disabled={first}
          onClick={() => onMove(-1)}
        >
          <Up />
        </IconButton>
        <IconButton
          label={t("rules.down", { name })}
          data-move={`${rule.id} 1`}
          disabled={last}
          onClick={() => onMove(1)}
        >
          <Down />
        </IconButton>
        <IconButton label={t("rules.log", { name })} aria-expanded={open} onClick={() => setOpen(!open)}>
          <Clock />
        </IconButton>
        <IconButton label={t("rules.edit", { name })} onClick={onEdit}>
          <Pencil />
        </IconButton>
        <IconButton label={t("rules.remove", { name })} onClick={onRemove}>
          <Trash />
        </IconButton>
      </Group>
    </Row>
  );
}
