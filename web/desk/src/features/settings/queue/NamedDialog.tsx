import { Stack, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import { useWords } from "@/lib/i18n";
import { useSave, type Ways } from "@/lib/useSave";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { SaveRefusal } from "@/ui/SaveRefusal";

interface Named {
  name: string;
  version?: string;
}

interface Props<Written extends Named, Stored> {
  /** Which words it has. */
  of: "teams" | "labels";
  /** What is stored; a new one has no name yet. */
  from: Written;
  path: string;
  ways: Ways<Written, Stored>;
  onClose: () => void;
  /** What there is to say of it besides its name. */
  children: (draft: Written, write: (part: Partial<Written>) => void) => ReactNode;
}

/** Writes something that has a name and little else. */
export function NamedDialog<Written extends Named, Stored>(props: Props<Written, Stored>) {
  const { of, from, onClose } = props;
  const { t } = useWords();
  const [draft, setDraft] = useState(from);
  const save = useSave<Written, Stored>(props.ways, {
    done: t("ui.saved"),
    stale: [props.path],
    onDone: onClose,
  });
  const write = (part: Partial<Written>) => setDraft({ ...draft, ...part });
  return (
    <ConfirmDialog
      opened
      title={from.name === "" ? t(`queue.${of}.add`) : t(`queue.${of}.edit`, { name: from.name })}
      confirm={t("ui.save")}
      busy={save.busy}
      disabled={draft.name.trim() === ""}
      written={JSON.stringify(draft) !== JSON.stringify(from)}
      onConfirm={() => save.save({ from, to: draft })}
      onClose={onClose}
    >
      <SaveRefusal of={save} onTheirs={onClose} />
      <Stack gap="sm">
        <TextInput
          label={t("queue.called")}
          value={draft.name}
          maxLength={100}
          data-autofocus
          onChange={(event) => write({ name: event.currentTarget.value } as Partial<Written>)}
        />
        {props.children(draft, write)}
      </Stack>
    </ConfirmDialog>
  );
}
