import { Button, Group, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useWords } from "@/lib/i18n";

interface Props {
  opened: boolean;
  title: string;
  /** What will happen, in a sentence; the button repeats the verb. */
  children?: ReactNode;
  confirm: string;
  danger?: boolean;
  busy?: boolean;
  disabled?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before what cannot be undone. Enter in a field submits, Escape leaves, focus returns to where it was. */
export function ConfirmDialog(props: Props) {
  const { t } = useWords();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      size="sm"
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          props.onConfirm();
        }}
      >
        {props.children}
        <Group justify="flex-end" gap="xs" mt="lg">
          <Button variant="default" onClick={props.onClose}>
            {t("ui.cancel")}
          </Button>
          <Button
            type="submit"
            color={props.danger ? "red" : undefined}
            loading={props.busy ?? false}
            disabled={props.disabled ?? false}
            data-autofocus={props.danger ? undefined : true}
          >
            {props.confirm}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
