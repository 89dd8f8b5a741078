import { Alert, Button, Group, NativeSelect, Switch } from "@mantine/core";
import { useState } from "react";
import { $api, client } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { IconButton } from "@/ui/IconButton";
import { Bolt, Pencil, Play, Plus, Trash } from "@/ui/icons";
import { Section } from "@/ui/Page";
import { Row, Rows } from "@/ui/Rows";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import { type Action, actionPath, actionsPath, assistantsPath, usageOf } from "./actions";
import { BeginsDialog } from "./BeginsDialog";
import { DeclareDialog } from "./DeclareDialog";
import { TryActionDialog } from "./TryActionDialog";
import { useUse } from "./useUse";

type Open = { what: "declare" | "begins" | "try" | "remove"; action: Action | null };

/** What an assistant may do: a switch for each action, and the HTTP actions that the business declares. */
export function ActionSettings() {
  const { t, language } = useWords();
  const { params } = useWorkspace();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const assistants = $api.useQuery("get", assistantsPath, { params }).data?.items ?? [];
  const query = chosen === null ? {} : { assistant: chosen };
  const actions = $api.useQuery("get", actionsPath, { params: { ...params, query } });
  const at = (name: string) => ({ path: { ...params.path, action: name } });
  const use = useUse(query, { done: t("ui.saved") });
  const remove = useAct(async (name: string) => client.DELETE(actionPath, { params: at(name) }), {
    done: t("ui.removed"),
    stale: [actionsPath],
    onDone: close,
  });
  const title = (action: Action) => action.titles[language] ?? action.name;
  return (
    <Section
      title={t("actions.title")}
      text={t("actions.text")}
      actions={
        <Button leftSection={<Plus />} onClick={() => setOpen({ what: "declare", action: null })}>
          {t("actions.declare")}
        </Button>
      }
    >
      {assistants.length > 1 && (
        <NativeSelect
          mb="md"
          maw={380}
          label={t("actions.which")}
          value={chosen ?? assistants.find((one) => one.is_default)?.id ?? ""}
          data={assistants.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      )}
      {actions.isPending && <Loading rows={3} />}
      {actions.isError && <ErrorState error={actions.error} onRetry={() => void actions.refetch()} />}
      {actions.data?.broken.map((one) => (
        <Alert
          key={one.name}
          color="red"
          variant="light"
          mb="sm"
          title={t("actions.broken", { name: one.name })}
        >
          {one.why}
        </Alert>
      ))}
      <SaveRefusal of={use} onTheirs={() => {}} />
      {actions.data && (
        <Rows>
          {actions.data.actions.map((action) => (
            <Row
              key={action.name}
              name={title(action)}
              detail={`${action.name} · ${t(`actions.kinds.${action.kind}`)} · ${t(action.changes ? "actions.changes" : "actions.reads")}`}
            >
              <Group gap={4} wrap="nowrap">
                {action.kind === "http" && (
                  <>
                    <IconButton
                      label={t("actions.try", { name: title(action) })}
                      onClick={() => setOpen({ what: "try", action })}
                    >
                      <Play />
                    </IconButton>
                    <IconButton
                      label={t("actions.edit", { name: title(action) })}
                      onClick={() => setOpen({ what: "declare", action })}
                    >
                      <Pencil />
                    </IconButton>
                    <IconButton
                      label={t("actions.remove", { name: title(action) })}
                      onClick={() => setOpen({ what: "remove", action })}
                    >
                      <Trash />
                    </IconButton>
                  </>
                )}
                <IconButton
                  label={t("actions.begins", { name: title(action) })}
                  onClick={() => setOpen({ what: "begins", action })}
                >
                  <Bolt />
                </IconButton>
                <Switch
                  checked={action.allowed}
                  disabled={use.busy}
                  aria-label={t("actions.allowed", { name: title(action) })}
                  onChange={() =>
                    use.save({ from: usageOf(action), to: { ...usageOf(action), allowed: !action.allowed } })
                  }
                />
              </Group>
            </Row>
          ))}
        </Rows>
      )}
      {open?.what === "declare" && <DeclareDialog action={open.action} onClose={close} />}
      {open?.what === "begins" && open.action && (
        <BeginsDialog action={open.action} query={query} onClose={close} />
      )}
      {open?.what === "try" && open.action && <TryActionDialog action={open.action} onClose={close} />}
      <ConfirmDialog
        opened={open?.what === "remove"}
        title={t("actions.removeTitle")}
        confirm={t("ui.remove")}
        danger
        busy={remove.isPending}
        onConfirm={() => open?.action && remove.mutate(open.action.name)}
        onClose={close}
      >
        {t("actions.removeText")}
      </ConfirmDialog>
    </Section>
  );
}
