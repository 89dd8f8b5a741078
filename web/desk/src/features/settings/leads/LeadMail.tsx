import { Alert, Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { Section } from "@/ui/Page";
import { Refusal } from "@/ui/Refusal";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";

const path = "/api/v1/workspaces/{workspace}/leads/settings";

/** The address that every new lead is mailed to. */
export function LeadMail() {
  const { t } = useWords();
  const { params } = useWorkspace();
  const stored = $api.useQuery("get", path, { params });
  const [typed, setTyped] = useState<string | null>(null);
  const email = typed ?? stored.data?.notify_email ?? "";
  const save = useAct(
    async () => got(await client.PUT(path, { params, body: { notify_email: email.trim() || null } })),
    { done: t("ui.saved"), stale: [path], quiet: true, onDone: () => setTyped(null) },
  );
  return (
    <Section title={t("actions.leads.mail")} text={t("actions.leads.mailText")}>
      {stored.isPending && <Loading rows={1} />}
      {stored.isError && <ErrorState error={stored.error} onRetry={() => void stored.refetch()} />}
      {stored.data && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <Refusal error={save.error} />
          {!stored.data.mail_works && (
            <Alert variant="light" color="yellow" mb="sm">
              {t("actions.leads.noMail")}
            </Alert>
          )}
          <TextInput
            type="email"
            aria-label={t("actions.leads.mail")}
            value={email}
            maxLength={254}
            maw={380}
            autoComplete="off"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" size="sm" mt="sm" loading={save.isPending} disabled={typed === null}>
            {t("ui.save")}
          </Button>
        </form>
      )}
    </Section>
  );
}
