import { ActionIcon, type ActionIconProps } from "@mantine/core";
import type { ComponentPropsWithoutRef, ReactNode, Ref } from "react";
import { keyNames } from "./Keys";

type Props = ActionIconProps &
  Omit<ComponentPropsWithoutRef<"button">, keyof ActionIconProps> & {
    /** The name: read aloud, and shown by the browser under a resting pointer. */
    label: string;
    keys?: string;
    ref?: Ref<HTMLButtonElement>;
    children: ReactNode;
  };

/** An icon that can be pressed. It cannot be made without a name. */
export function IconButton({ label, keys, children, ...props }: Props) {
  const title = keys === undefined ? label : `${label} (${keyNames(keys).join(" ")})`;
  return (
    <ActionIcon aria-label={label} title={title} {...props}>
      {children}
    </ActionIcon>
  );
}
