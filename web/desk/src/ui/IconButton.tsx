import { ActionIcon, type ActionIconProps, Tooltip } from "@mantine/core";
import type { ComponentPropsWithoutRef, ReactNode, Ref } from "react";
import { Keys } from "./Keys";

type Props = ActionIconProps &
  Omit<ComponentPropsWithoutRef<"button">, keyof ActionIconProps> & {
    /** The name: read aloud, and shown as the tooltip. */
    label: string;
    keys?: string;
    ref?: Ref<HTMLButtonElement>;
    children: ReactNode;
  };

/** An icon that can be pressed. It cannot be made without a name. */
export function IconButton({ label, keys, children, ...props }: Props) {
  return (
    <Tooltip
      label={
        <>
          {label} {keys && <Keys keys={keys} />}
        </>
      }
    >
      <ActionIcon aria-label={label} {...props}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
