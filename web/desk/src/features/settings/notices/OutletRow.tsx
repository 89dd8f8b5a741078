import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { type Outlet, outletsPath } from "@/api/notices";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Row } from "@/ui/Rows";
import { useWorkspace } from "../useWorkspace";

/** A room in a chat: what is told there, whether the last one arrived, and what can be done about it. */
export function OutletRow({ outlet, onEdit }: { outlet: Outlet; onEdit: () => void }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [removing, setRemoving] = useState(false);
  const at = { params: { path: { ...params.path, outlet_id: outlet.id } } };
  const test = useAct(async () => got(await client.POST(`${outletsPath}/{outlet_id}/test`, at)), {
    done: t("notices.outlets.sent"),
    stale: [outletsPath],
  });
  const remove = useAct(async () => client.DELETE(`${outletsPath}/{outlet_id}`, at), {
    done: t("ui.removed"),
    stale: [outletsPath],
    onDone: () => setRemoving(false),
  });
  const [reason = "", status = ""] = outlet.failure?.split(" ") ?? [];
  const why = (["unreachable", "address", "refused"] as const).find((one) => one === reason);
  return (
    <Row
      name={<bdi>{outlet.name}</bdi>}
      detail={
        <>
          <div>
            {t(`notices.outlets.kinds.${outlet.kind}`)} · {outlet.host}
          </div>
          <div>{outlet.tells.map((kind) => t(`notices.kinds.${kind}`)).join(" · ")}</div>
          {why && (
            <div role="status">
              {t("notices.outlets.failed", { why: t(`notices.outlets.why.${why}`, { status }) })}
            </div>
          )}
        </>
      }
    >
      <Group gap="xs">
        <Button
          variant="default"
          loading={test.isPending}
          aria-label={t("notices.outlets.testOf", { name: outlet.name })}
          onClick={() => test.mutate()}
        >
          {t("notices.outlets.test")}
        </Button>
        <Button
          variant="default"
          aria-label={t("notices.outlets.edit", { name: outlet.name })}
          onClick={onEdit}
        >
          {t("notices.outlets.editAct")}
        </Button>
        <Button
          variant="default"
          aria-label={t("notices.outlets.removeOf", { name: outlet.name })}
          onClick={() => setRemoving(true)}
        >
          {t("notices.outlets.remove")}
        </Button>
      </Group>
      <ConfirmDialog
        opened={removing}
        title={t("notices.outlets.removeTitle", { name: outlet.name })}
        confirm={t("notices.outlets.remove")}
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setRemoving(false)}
      >
        <p>{t("notices.outlets.removeText")}</p>
      </ConfirmDialog>
    </Row>
  );
}
