import { Button } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Row, Rows } from "@/ui/Rows";
import { useWorkspace } from "../useWorkspace";
import classes from "./Models.module.css";
import { keyPath, keysPath, type Link, type ModelKey, modelsPath } from "./models";
import { ReplaceDialog } from "./ReplaceDialog";
import { TryDialog } from "./TryDialog";

interface Props {
  keys: readonly ModelKey[];
  chain: readonly Link[];
}

/** The keys there are, by their names and last letters, and what can be done about each. */
export function KeyList({ keys, chain }: Props) {
  const { t, date } = useWords();
  const { params } = useWorkspace();
  const [open, setOpen] = useState<{ act: "try" | "replace" | "remove"; key: ModelKey } | null>(null);
  const close = () => setOpen(null);
  const remove = useAct(
    async (id: string) => client.DELETE(keyPath, { params: { path: { ...params.path, model_key_id: id } } }),
    { done: t("ui.removed"), stale: [keysPath, modelsPath], onDone: close },
  );
  const modelOf = (key: ModelKey) => chain.find((link) => link.model_key_id === key.id)?.model ?? "";
  const removing = open?.act === "remove" ? open.key : null;
  return (
    <>
      <Rows>
        {keys.map((key) => (
          <Row
            key={key.id}
            name={<bdi>{key.name}</bdi>}
            detail={[
              t(`models.providers.${key.provider}`),
              key.url,
              key.hint === null ? t("models.noKey") : t("models.endsIn", { hint: key.hint || "…" }),
              t("models.since", { date: date(key.updated_at) }),
            ]
              .filter(Boolean)
              .join(" · ")}
          >
            <div className={classes.acts}>
              {(["try", "replace", "remove"] as const).map((act) => (
                <Button
                  key={act}
                  variant="default"
                  size="sm"
                  aria-label={t(`models.${act}Name`, { name: key.name })}
                  onClick={() => setOpen({ act, key })}
                >
                  {t(`models.${act}`)}
                </Button>
              ))}
            </div>
          </Row>
        ))}
      </Rows>
      {open?.act === "try" && <TryDialog of={open.key} model={modelOf(open.key)} onClose={close} />}
      {open?.act === "replace" && <ReplaceDialog of={open.key} onClose={close} />}
      <ConfirmDialog
        opened={removing !== null}
        title={t("models.removeName", { name: removing?.name ?? "" })}
        confirm={t("models.remove")}
        danger
        busy={remove.isPending}
        onConfirm={() => removing && remove.mutate(removing.id)}
        onClose={close}
      >
        {removing && modelOf(removing) !== "" && <p>{t("models.removeUsed")}</p>}
        <p>{t("models.removeText")}</p>
      </ConfirmDialog>
    </>
  );
}
