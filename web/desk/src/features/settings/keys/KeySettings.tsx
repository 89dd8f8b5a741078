import { Alert, Button, Checkbox, SimpleGrid, TextInput } from "@mantine/core";
import { useState } from "react";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { CopyField } from "@/ui/CopyField";
import { Section } from "@/ui/Page";
import { Refusal } from "@/ui/Refusal";
import { Row, Rows } from "@/ui/Rows";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";

const list = "/api/v1/workspaces/{workspace}/api-keys";
const scopes = [
  "conversations:read",
  "conversations:write",
  "knowledge:read",
  "knowledge:write",
  "assistant:read",
  "assistant:write",
  "members:read",
  "workspace:read",
] as const;
type Scope = (typeof scopes)[number];

/** Keys for programs. A key is shown once, when it is made; what it may do is chosen then. */
export function KeySettings() {
  const { t, ago } = useWords();
  const { params } = useWorkspace();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<Scope[]>([]);
  const [revoking, setRevoking] = useState<{ id: string; name: string } | null>(null);
  const keys = $api.useQuery("get", list, { params });
  const create = useAct(
    async () => got(await client.POST(list, { params, body: { name, scopes: chosen } })),
    {
      stale: [list],
      quiet: true,
      onDone: () => {
        setName("");
        setChosen([]);
      },
    },
  );
  const revoke = useAct(
    async (id: string) =>
      client.DELETE("/api/v1/workspaces/{workspace}/api-keys/{api_key_id}", {
        params: { path: { ...params.path, api_key_id: id } },
      }),
    { done: t("ui.removed"), stale: [list], onDone: () => setRevoking(null) },
  );
  return (
    <Section title={t("settings.keys.name")} text={t("settings.keys.text")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Refusal error={create.error} />
        <TextInput
          label={t("settings.keys.keyName")}
          value={name}
          required
          withAsterisk={false}
          maxLength={80}
          maw={380}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox.Group
          label={t("settings.keys.scopes")}
          value={chosen}
          onChange={(some) => setChosen(some as Scope[])}
          mt="sm"
        >
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" maw={380} mt={6}>
            {scopes.map((scope) => (
              <Checkbox key={scope} value={scope} label={scope} />
            ))}
          </SimpleGrid>
        </Checkbox.Group>
        <Button
          type="submit"
          size="sm"
          mt="md"
          mb="md"
          loading={create.isPending}
          disabled={chosen.length === 0}
        >
          {t("settings.keys.create")}
        </Button>
      </form>
      {create.data?.key && (
        <Alert color="petrol" variant="light" mb="sm" role="status" title={t("settings.keys.once")}>
          <CopyField label={t("settings.keys.keyName")} value={create.data.key} />
        </Alert>
      )}
      {keys.isPending && <Loading rows={2} />}
      {keys.isError && <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data && keys.data.items.length > 0 && (
        <Rows>
          {keys.data.items.map((key) => (
            <Row
              key={key.id}
              name={key.name}
              detail={`${key.scopes.join(", ")} · ${key.last_used_at ? ago(key.last_used_at) : t("settings.keys.unused")}`}
            >
              <Button
                variant="default"
                size="sm"
                aria-label={t("settings.keys.revokeName", { name: key.name })}
                onClick={() => setRevoking(key)}
              >
                {t("settings.keys.revoke")}
              </Button>
            </Row>
          ))}
        </Rows>
      )}
      <ConfirmDialog
        opened={revoking !== null}
        title={t("settings.keys.revokeName", { name: revoking?.name ?? "" })}
        confirm={t("settings.keys.revoke")}
        danger
        busy={revoke.isPending}
        onConfirm={() => revoking && revoke.mutate(revoking.id)}
        onClose={() => setRevoking(null)}
      >
        {t("settings.keys.revokeText")}
      </ConfirmDialog>
    </Section>
  );
}
