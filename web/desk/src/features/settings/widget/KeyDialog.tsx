import { Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { CopyField } from "@/ui/CopyField";
import { Lines } from "@/ui/Lines";
import { Refusal } from "@/ui/Refusal";
import { useWorkspace } from "../useWorkspace";

const path = "/api/v1/workspaces/{workspace}/widget-keys";
const appearance = { color: "#0b6166", logo_url: null, position: "right", theme: "auto" } as const;

/** A widget for another site. Its identity secret is shown here once, and never again. */
export function KeyDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [name, setName] = useState("");
  const [origins, setOrigins] = useState<string[]>([]);
  const create = useAct(
    async () =>
      got(await client.POST(path, { params, body: { name, allowed_origins: origins, appearance } })),
    { stale: [path], quiet: true },
  );
  const close = () => {
    setName("");
    setOrigins([]);
    create.reset();
    onClose();
  };
  if (create.data?.identity_secret) {
    return (
      <ConfirmDialog
        opened={opened}
        title={t("settings.widget.secret")}
        confirm={t("ui.done")}
        onConfirm={close}
        onClose={close}
      >
        <Stack gap="sm">
          {t("settings.widget.secretOnce")}
          <CopyField label={t("settings.widget.secret")} value={create.data.identity_secret} />
        </Stack>
      </ConfirmDialog>
    );
  }
  return (
    <ConfirmDialog
      opened={opened}
      title={t("settings.widget.add")}
      confirm={t("ui.create")}
      busy={create.isPending}
      disabled={name.trim() === "" || origins.length === 0}
      written={name !== "" || origins.length > 0}
      onConfirm={() => create.mutate()}
      onClose={close}
    >
      <Refusal error={create.error} />
      <Stack gap="sm">
        <TextInput
          label={t("settings.widget.siteName")}
          value={name}
          maxLength={80}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Lines
          label={t("settings.widget.origins")}
          description={t("settings.widget.originsText")}
          placeholder="https://www.example.com"
          value={origins}
          onChange={setOrigins}
        />
      </Stack>
    </ConfirmDialog>
  );
}
