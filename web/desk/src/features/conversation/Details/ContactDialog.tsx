import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got, keys } from "@/api/conversations";
import type { Contact } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { newId } from "@/lib/ids";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { IconButton } from "@/ui/IconButton";
import { Plus, Trash } from "@/ui/icons";
import { Refusal } from "@/ui/Refusal";

interface Line {
  id: string;
  key: string;
  value: string;
}

interface Props {
  workspace: string;
  conversation: string;
  contact: Contact;
  onClose: () => void;
}

const path = "/api/v1/workspaces/{workspace}/contacts/{contact_id}";
const linesOf = (attributes: Contact["attributes"]): Line[] =>
  Object.entries(attributes ?? {}).map(([key, value]) => ({ id: newId(), key, value: String(value) }));

/** What colleagues know of a customer. Only what was changed is sent, so that two who write mend each other's nothing. */
export default function ContactDialog({ workspace, conversation, contact, onClose }: Props) {
  const { t } = useWords();
  const from = { name: contact.name ?? "", email: contact.email ?? "", phone: contact.phone ?? "" };
  const [said, setSaid] = useState(from);
  const [lines, setLines] = useState(() => linesOf(contact.attributes));
  const attributes = Object.fromEntries(
    lines.flatMap(({ key, value }) => (key.trim() === "" ? [] : [[key.trim(), value.trim()]])),
  );
  const changed = {
    ...(said.name.trim() !== from.name && { name: said.name.trim() || null }),
    ...(said.email.trim() !== from.email && { email: said.email.trim() || null }),
    ...(said.phone.trim() !== from.phone && { phone: said.phone.trim() || null }),
    ...(JSON.stringify(attributes) !== JSON.stringify(contact.attributes ?? {}) && { attributes }),
  };
  const save = useAct(
    async () =>
      got(
        await client.PATCH(path, {
          params: { path: { workspace, contact_id: contact.id } },
          body: changed,
        }),
      ),
    {
      done: t("talk.contact.saved"),
      stale: [keys.conversation(workspace, conversation)],
      onDone: onClose,
      quiet: true,
    },
  );
  const write = (id: string, part: Partial<Line>) =>
    setLines((old) => old.map((one) => (one.id === id ? { ...one, ...part } : one)));
  return (
    <ConfirmDialog
      opened
      title={t("talk.contact.title")}
      confirm={t("ui.save")}
      busy={save.isPending}
      disabled={Object.keys(changed).length === 0}
      written={Object.keys(changed).length > 0}
      refusal={save.error !== null && <Refusal error={save.error} />}
      onConfirm={() => save.mutate()}
      onClose={onClose}
    >
      <Stack gap="sm">
        {(["name", "email", "phone"] as const).map((field) => (
          <TextInput
            key={field}
            label={t(`talk.contact.${field}`)}
            type={field === "email" ? "email" : field === "phone" ? "tel" : "text"}
            maxLength={field === "phone" ? 40 : 200}
            dir="auto"
            value={said[field]}
            data-autofocus={field === "name" || undefined}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setSaid((old) => ({ ...old, [field]: value }));
            }}
          />
        ))}
        {lines.length > 0 && (
          <Text size="sm" fw={600}>
            {t("talk.contact.more")}
          </Text>
        )}
        {lines.map((line, at) => (
          <Group key={line.id} gap="xs" wrap="nowrap" align="end">
            <TextInput
              label={at === 0 ? t("talk.contact.key") : undefined}
              aria-label={t("talk.contact.key")}
              maxLength={40}
              value={line.key}
              onChange={(event) => write(line.id, { key: event.currentTarget.value })}
            />
            <TextInput
              label={at === 0 ? t("talk.contact.value") : undefined}
              aria-label={t("talk.contact.value")}
              maxLength={300}
              value={line.value}
              onChange={(event) => write(line.id, { value: event.currentTarget.value })}
            />
            <IconButton
              label={t("talk.contact.remove", { n: at + 1 })}
              onClick={() => setLines((old) => old.filter((one) => one.id !== line.id))}
            >
              <Trash />
            </IconButton>
          </Group>
        ))}
        <div>
          <Button
            variant="default"
            size="xs"
            leftSection={<Plus />}
            disabled={lines.length >= 20}
            onClick={() => setLines((old) => [...old, { id: newId(), key: "", value: "" }])}
          >
            {t("talk.contact.add")}
          </Button>
        </div>
        <Text size="sm" c="dimmed">
          {t("talk.contact.text")}
        </Text>
      </Stack>
    </ConfirmDialog>
  );
}
