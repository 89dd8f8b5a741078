import { Button, Group } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { More, Plus } from "@/ui/icons";
import { Menu, type MenuEntry } from "@/ui/Menu";
import { Section } from "@/ui/Page";
import { Row, Rows } from "@/ui/Rows";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import classes from "./Assistants.module.css";
import { type Assistant, listPath, onePath, stale } from "./assistants";
import { NewAssistant } from "./NewAssistant";

/** All assistants of the workspace: who answers where none is named, what is live, and their files. */
export function Assistants() {
  const { t } = useWords();
  const { workspace, params } = useWorkspace();
  const navigate = useNavigate();
  const [making, setMaking] = useState<"empty" | "file" | Assistant | null>(null);
  const [removing, setRemoving] = useState<Assistant | null>(null);
  const all = $api.useQuery("get", listPath, { params });
  const at = (assistant: string) => ({ params: { path: { ...params.path, assistant } } });
  const choose = useAct(async (id: string) => got(await client.POST(`${onePath}/default`, at(id))), {
    done: t("assistant.list.chosen"),
    stale,
  });
  const remove = useAct(async (id: string) => client.DELETE(onePath, at(id)), {
    done: t("ui.removed"),
    stale,
    onDone: () => setRemoving(null),
  });
  const save = useAct(async (one: Assistant) => {
    const query = { which: one.live > 0 || one.is_default ? ("live" as const) : ("draft" as const) };
    const file = got(await client.GET(`${onePath}/export`, { params: { ...at(one.id).params, query } }));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 2)], { type: "application/json" }));
    link.download = `${one.name.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase() || "assistant"}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  });
  const acts = (one: Assistant): MenuEntry[] => [
    { type: "item", label: t("assistant.list.copy"), onSelect: () => setMaking(one) },
    { type: "item", label: t("assistant.list.export"), onSelect: () => save.mutate(one) },
    ...(one.is_default || one.live === 0
      ? []
      : [
          { type: "item" as const, label: t("assistant.list.choose"), onSelect: () => choose.mutate(one.id) },
        ]),
    ...(one.is_default
      ? []
      : [{ type: "item" as const, label: t("ui.remove"), onSelect: () => setRemoving(one) }]),
  ];
  return (
    <Section
      title={t("assistant.all")}
      text={t("assistant.list.text")}
      actions={
        <Group gap="xs">
          <Button variant="default" onClick={() => setMaking("file")}>
            {t("assistant.list.fromFile")}
          </Button>
          <Button leftSection={<Plus />} onClick={() => setMaking("empty")}>
            {t("assistant.list.new")}
          </Button>
        </Group>
      }
    >
      {all.isPending && <Loading />}
      {all.isError && <ErrorState error={all.error} onRetry={() => void all.refetch()} />}
      {all.data && (
        <Rows>
          {all.data.items.map((one) => (
            <Row
              key={one.id}
              name={
                <span className={classes.name}>
                  <Link
                    to="/w/$workspace/settings/assistant/$assistant"
                    params={{ workspace, assistant: one.id }}
                  >
                    <bdi>{one.name}</bdi>
                  </Link>
                  {one.is_default && <span className={classes.badge}>{t("assistant.list.default")}</span>}
                </span>
              }
              detail={
                one.live === 0 && !one.is_default
                  ? t("assistant.list.neverLive")
                  : one.edited
                    ? t("assistant.edited")
                    : t("assistant.isLive")
              }
            >
              <Menu label={t("assistant.list.acts", { name: one.name })} entries={acts(one)}>
                <More />
              </Menu>
            </Row>
          ))}
        </Rows>
      )}
      {making !== null && (
        <NewAssistant
          from={making}
          onClose={() => setMaking(null)}
          onMade={(assistant) =>
            void navigate({
              to: "/w/$workspace/settings/assistant/$assistant",
              params: { workspace, assistant },
            })
          }
        />
      )}
      <ConfirmDialog
        opened={removing !== null}
        title={t("assistant.list.removeTitle", { name: removing?.name ?? "" })}
        confirm={t("ui.remove")}
        danger
        busy={remove.isPending}
        onConfirm={() => removing && remove.mutate(removing.id)}
        onClose={() => setRemoving(null)}
      >
        {t("assistant.list.removeText")}
      </ConfirmDialog>
    </Section>
  );
}
