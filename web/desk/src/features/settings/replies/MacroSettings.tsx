import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { $api, client } from "@/api/client";
import { useHasRole } from "@/api/session";
import type { Macro } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { IconButton } from "@/ui/IconButton";
import { Bolt, Pencil, Plus, Trash } from "@/ui/icons";
import { macrosPath, useEffects } from "@/ui/macros";
import { Section } from "@/ui/Page";
import { Row, Rows } from "@/ui/Rows";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import classes from "./ReplySettings.module.css";

const MacroForm = lazy(() => import("./MacroForm"));

/** Several things that one choice does: everybody's, which admins write, and one's own. */
export function MacroSettings() {
  const { t } = useWords();
  const { workspace, params } = useWorkspace();
  const admin = useHasRole(workspace, "admin");
  const [editing, setEditing] = useState<Macro | "new" | null>(null);
  const [removing, setRemoving] = useState<Macro | null>(null);
  const effects = useEffects(workspace);
  const macros = $api.useQuery("get", macrosPath, { params });
  const remove = useAct(
    async (id: string) =>
      client.DELETE(`${macrosPath}/{macro_id}`, { params: { path: { ...params.path, macro_id: id } } }),
    { done: t("ui.removed"), stale: [macrosPath], onDone: () => setRemoving(null) },
  );
  const add = (
    <Button leftSection={<Plus />} onClick={() => setEditing("new")}>
      {t("talk.macros.add")}
    </Button>
  );
  return (
    <Section title={t("talk.macros.title")} text={t("talk.macros.text")} actions={add}>
      {macros.isPending && <Loading />}
      {macros.isError && <ErrorState error={macros.error} onRetry={() => void macros.refetch()} />}
      {macros.data?.items.length === 0 && (
        <EmptyState
          icon={<Bolt size={22} />}
          title={t("talk.macros.none")}
          text={t("talk.macros.noneText")}
        />
      )}
      {macros.data && macros.data.items.length > 0 && (
        <Rows>
          {macros.data.items.map((macro) => (
            <Row
              key={macro.id}
              name={
                <>
                  {macro.name}
                  {macro.personal && <span className={classes.language}>{t("talk.macros.own")}</span>}
                </>
              }
              detail={
                <p className={classes.text}>
                  {[...(macro.text === "" ? [] : [macro.text]), ...effects(macro)].join(" · ")}
                </p>
              }
            >
              {(macro.personal || admin) && (
                <>
                  <IconButton
                    label={t("talk.macros.edit", { name: macro.name })}
                    onClick={() => setEditing(macro)}
                  >
                    <Pencil />
                  </IconButton>
                  <IconButton
                    label={t("talk.macros.remove", { name: macro.name })}
                    onClick={() => setRemoving(macro)}
                  >
                    <Trash />
                  </IconButton>
                </>
              )}
            </Row>
          ))}
        </Rows>
      )}
      {editing !== null && (
        <Suspense fallback={null}>
          <MacroForm
            macro={editing === "new" ? null : editing}
            admin={admin}
            onClose={() => setEditing(null)}
          />
        </Suspense>
      )}
      <ConfirmDialog
        opened={removing !== null}
        title={t("talk.macros.remove", { name: removing?.name ?? "" })}
        confirm={t("ui.remove")}
        danger
        busy={remove.isPending}
        onConfirm={() => removing && remove.mutate(removing.id)}
        onClose={() => setRemoving(null)}
      >
        {t("talk.macros.removeText")}
      </ConfirmDialog>
    </Section>
  );
}
