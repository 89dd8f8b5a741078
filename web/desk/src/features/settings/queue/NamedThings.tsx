import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { IconButton } from "@/ui/IconButton";
import { Pencil, Plus, Trash } from "@/ui/icons";
import { Section } from "@/ui/Page";
import { Row, Rows } from "@/ui/Rows";
import { ErrorState, Loading } from "@/ui/States";

interface Named {
  id: string;
  name: string;
}

interface Props<Thing extends Named> {
  /** Which words they have. */
  of: "teams" | "labels";
  title: string;
  query: {
    data: { items: Thing[] } | undefined;
    isPending: boolean;
    error: unknown;
    refetch: () => unknown;
  };
  /** Whether who looks at it may change it. */
  may: boolean;
  path: string;
  remove: (id: string) => Promise<unknown>;
  line: (thing: Thing) => { name: ReactNode; detail: ReactNode };
  /** The dialog in which one is written; null: a new one. */
  dialog: (thing: Thing | null, onClose: () => void) => ReactNode;
}

/** Things of a workspace that have a name and little else: listed, made, changed and removed. */
export function NamedThings<Thing extends Named>(props: Props<Thing>) {
  const { of, query, may } = props;
  const { t } = useWords();
  const [editing, setEditing] = useState<Thing | "new" | null>(null);
  const [removing, setRemoving] = useState<Thing | null>(null);
  const remove = useAct(props.remove, {
    done: t("ui.removed"),
    stale: [props.path],
    onDone: () => setRemoving(null),
  });
  const add = may && (
    <Button leftSection={<Plus />} onClick={() => setEditing("new")}>
      {t(`queue.${of}.add`)}
    </Button>
  );
  return (
    <Section title={props.title} text={t(`queue.${of}.text`)} actions={add}>
      {query.isPending && <Loading />}
      {query.error != null && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && query.data.items.length > 0 && (
        <Rows>
          {query.data.items.map((thing) => (
            <Row key={thing.id} {...props.line(thing)}>
              {may && (
                <>
                  <IconButton
                    label={t(`queue.${of}.edit`, { name: thing.name })}
                    onClick={() => setEditing(thing)}
                  >
                    <Pencil />
                  </IconButton>
                  <IconButton
                    label={t(`queue.${of}.remove`, { name: thing.name })}
                    onClick={() => setRemoving(thing)}
                  >
                    <Trash />
                  </IconButton>
                </>
              )}
            </Row>
          ))}
        </Rows>
      )}
      {editing !== null && props.dialog(editing === "new" ? null : editing, () => setEditing(null))}
      <ConfirmDialog
        opened={removing !== null}
        title={t(`queue.${of}.remove`, { name: removing?.name ?? "" })}
        confirm={t("ui.remove")}
        danger
        busy={remove.isPending}
        onConfirm={() => removing && remove.mutate(removing.id)}
        onClose={() => setRemoving(null)}
      >
        {t(`queue.${of}.removeText`)}
      </ConfirmDialog>
    </Section>
  );
}
