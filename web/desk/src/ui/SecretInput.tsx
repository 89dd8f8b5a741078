import { PasswordInput } from "@mantine/core";
import type { ComponentProps } from "react";
import { useWords } from "@/lib/i18n";

/** A password field: always required, and what was typed can be shown, by keyboard too. */
export function SecretInput(props: ComponentProps<typeof PasswordInput>) {
  const { t } = useWords();
  return (
    <PasswordInput
      required
      withAsterisk={false}
      visibilityToggleButtonProps={{ "aria-label": t("session.showTyped"), tabIndex: 0 }}
      {...props}
    />
  );
}
