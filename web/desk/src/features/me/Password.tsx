import { Button, Stack } from "@mantine/core";
import { useRef, useState } from "react";
import { client } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { Refusal } from "@/ui/Refusal";
import { SecretInput } from "@/ui/SecretInput";

const sessionsPath = "/api/v1/me/sessions";

/** Changing it signs out every other place; this one stays. */
export function Password() {
  const { t } = useWords();
  const form = useRef<HTMLFormElement>(null);
  const [differ, setDiffer] = useState(false);
  const change = useAct(
    async (body: { current: string; new: string }) => client.POST("/api/v1/me/password", { body }),
    {
      done: t("me.passwordChanged"),
      stale: [sessionsPath],
      quiet: true,
      onDone: () => form.current?.reset(),
    },
  );
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        const fields = new FormData(event.currentTarget);
        const wanted = String(fields.get("new"));
        setDiffer(wanted !== fields.get("again"));
        if (wanted === fields.get("again"))
          change.mutate({ current: String(fields.get("current")), new: wanted });
      }}
    >
      <Refusal error={change.error} wrong="wrong_password" />
      <Stack gap="sm" maw={380} align="stretch">
        <SecretInput name="current" label={t("me.currentPassword")} autoComplete="current-password" />
        <SecretInput
          name="new"
          label={t("session.first.new")}
          description={t("session.passwordHint")}
          autoComplete="new-password"
        />
        <SecretInput
          name="again"
          label={t("session.first.again")}
          autoComplete="new-password"
          error={differ ? t("session.first.differ") : null}
        />
        <div>
          <Button type="submit" size="sm" loading={change.isPending}>
            {t("me.changePassword")}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
