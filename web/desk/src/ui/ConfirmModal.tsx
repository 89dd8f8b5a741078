import { Button, Group, Modal } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { useWords } from "@/lib/i18n";
import { useOpened } from "@/lib/opened";

export interface ConfirmProps {
  opened: boolean;
  title: string;
  /** What will happen, in a sentence; the button repeats the verb. */
  children?: ReactNode;
  confirm: string;
  danger?: boolean;
  busy?: boolean;
  disabled?: boolean;
  /** It has happened, and the dialog tells what came of it: nothing is left to cancel. */
  done?: boolean;
  /** `lg` where much is written in it. */
  size?: "sm" | "lg";
  onConfirm: () => void;
  onClose: () => void;
}

/** The dialog itself; `ConfirmDialog` brings it when it is first needed. */
export default function ConfirmModal(props: ConfirmProps) {
  const { t } = useWords();
  const opened = useOpened(props.opened);
  const opener = useRef<Element | null>(null);
  useEffect(() => {
    if (props.opened) opener.current = document.activeElement;
  }, [props.opened]);
  // Taken away instead of closed, it would leave the focus nowhere.
  useEffect(
    () => () => {
      if (document.activeElement === document.body && opener.current instanceof HTMLElement)
        opener.current.focus();
    },
    [],
  );
  return (
    <Modal
      opened={opened}
      onClose={props.onClose}
      title={props.title}
      size={props.size ?? "sm"}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // A form that the dialog was opened from hears it, too, though it stands elsewhere in the page.
          event.stopPropagation();
          props.onConfirm();
        }}
      >
        {props.children}
        <Group justify="flex-end" gap="xs" mt="lg">
          {!props.done && (
            <Button variant="default" onClick={props.onClose}>
              {t("ui.cancel")}
            </Button>
          )}
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
