import { Button, Group, Modal } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useWords } from "@/lib/i18n";
import { useOpened } from "@/lib/opened";
import classes from "./ConfirmModal.module.css";

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
  /** Something was typed in it: leaving asks first, since nothing of it is kept. */
  written?: boolean;
  /** Why it could not be done, beside the button that was pressed. */
  refusal?: ReactNode;
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
  const [leaving, setLeaving] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const field = useRef<Element | null>(null);
  const leave = () => {
    if (!props.written) return props.onClose();
    field.current = document.activeElement;
    setLeaving(true);
  };
  const stay = () => {
    setLeaving(false);
    if (form.current?.contains(field.current)) (field.current as HTMLElement).focus();
  };
  const go = () => {
    setLeaving(false);
    props.onClose();
  };
  // Nor does a reload take it unasked: the browser has words of its own for it.
  useEffect(() => {
    if (!props.opened || !props.written) return;
    const ask = (event: Event) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [props.opened, props.written]);
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
      onClose={leaving ? stay : leave}
      // What opened it may be gone with what it did: then one goes on at the page's heading.
      onExitTransitionEnd={() => {
        if (document.activeElement === document.body)
          document.querySelector<HTMLElement>("#main h1[tabindex]")?.focus();
      }}
      title={props.title}
      classNames={{ content: classes.content ?? "" }}
      size={props.size ?? "sm"}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <form
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          // A form that the dialog was opened from hears it, too, though it stands elsewhere in the page.
          event.stopPropagation();
          props.onConfirm();
        }}
      >
        {props.children}
        <div className={classes.foot}>
          {props.refusal}
          <Group justify="flex-end" gap="xs" mt="xs">
            {leaving ? (
              <Leaving onStay={stay} onLeave={go} />
            ) : (
              <>
                {!props.done && (
                  <Button variant="default" onClick={leave}>
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
              </>
            )}
          </Group>
        </div>
      </form>
    </Modal>
  );
}

/** Whoever leaves what they have typed is asked; a second Escape goes on writing. */
function Leaving({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const { t } = useWords();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <>
      <p role="alert" className={classes.asks}>
        {t("ui.leave.ask")}
      </p>
      <Button ref={first} variant="default" onClick={onStay}>
        {t("ui.leave.stay")}
      </Button>
      <Button color="red" onClick={onLeave}>
        {t("ui.leave.go")}
      </Button>
    </>
  );
}
