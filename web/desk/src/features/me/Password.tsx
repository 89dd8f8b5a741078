import { Button, Stack } from "@mantine/core";
import { useRef } from "react";
import { client } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { NewPassword, useNewPassword } from "@/ui/NewPassword";
import { Refusal } from "@/ui/Refusal";
import { SecretInput } from "@/ui/SecretInput";

const sessionsPath = "/api/v1/me/sessions";

/** Changing it signs out every other place; this one stays. */
export function Password() {
  const { t } = useWords();
  const form = useRef<HTMLFormElement>(null);
  const change = useAct(
    async (body: { current: string; new: string }) => client.POST("/api/v1/me/password", { body }),
    {
      done: t("profile.passwordChanged"),
      stale: [sessionsPath],
      quiet: true,
      onDone: () => form.current?.reset(),
    },
  );
  const { differ, onSubmit } = useNewPassword(change.mutate);
  return (
    <form ref={form} onSubmit={onSubmit}>
      <Refusal error={change.error} wrong="wrong_password" />
      <Stack gap="sm" maw={380} align="stretch">
        <SecretInput name="current" label={t("profile.currentPassword")} autoComplete="current-password" />
        <NewPassword differ={differ} />
        <div>
          <Button type="submit" size="sm" loading={change.isPending}>
            {t("profile.changePassword")}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
