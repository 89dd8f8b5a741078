import { Radio, Stack, Text, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { $api } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { ConfirmDialog } from "./ConfirmDialog";
import { ErrorState, Loading } from "./States";

const usual = ["later_today", "tomorrow", "next_week"] as const;
type Choice = (typeof usual)[number] | "at";

interface Props {
  opened: boolean;
  workspace: string;
  busy: boolean;
  onClose: () => void;
  /** An instant, or day and time without an offset: the workspace's own. */
  onConfirm: (until: string) => void;
}

/** Until when a conversation is put aside, in the workspace's time. */
export default function SnoozeDialog({ opened, workspace, busy, onClose, onConfirm }: Props) {
  const { t, full } = useWords();
  const [chosen, setChosen] = useState<Choice>("tomorrow");
  const [at, setAt] = useState("");
  const times = $api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace}/snooze-times",
    { params: { path: { workspace } } },
    { enabled: opened, staleTime: 60_000 },
  );
  // The times come after the dialog, which had nothing to begin with.
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (opened && times.isSuccess) first.current?.focus();
  }, [opened, times.isSuccess]);
  const until = chosen === "at" ? at : (times.data?.[chosen] ?? "");
  return (
    <ConfirmDialog
      opened={opened}
      title={t("talk.snooze.title")}
      confirm={t("talk.snooze.submit")}
      busy={busy}
      disabled={until === ""}
      written={chosen === "at" && at !== ""}
      onClose={onClose}
      onConfirm={() => onConfirm(until)}
    >
      {times.isPending && <Loading rows={4} height={24} />}
      {times.isError && <ErrorState error={times.error} onRetry={() => void times.refetch()} />}
      {times.isSuccess && (
        <>
          <Radio.Group
            value={chosen}
            onChange={(value) => setChosen(value as Choice)}
            label={t("talk.snooze.title")}
            description={t("talk.snooze.zone", { zone: times.data.zone.replace(/_/g, " ") })}
          >
            <Stack gap="xs" mt="sm">
              {usual.map((one) => {
                const time = times.data[one];
                return time === null ? null : (
                  <Radio
                    key={one}
                    ref={one === "tomorrow" ? first : undefined}
                    value={one}
                    label={t(`talk.snooze.${one}`)}
                    description={full(time, times.data.zone)}
                    data-autofocus={one === "tomorrow" || undefined}
                  />
                );
              })}
              <Radio value="at" label={t("talk.snooze.at")} />
            </Stack>
          </Radio.Group>
          {chosen === "at" && (
            <TextInput
              mt="sm"
              type="datetime-local"
              label={t("talk.snooze.time")}
              value={at}
              onChange={(event) => setAt(event.currentTarget.value)}
            />
          )}
          <Text size="sm" c="dimmed" mt="md">
            {t("talk.snooze.text")}
          </Text>
        </>
      )}
    </ConfirmDialog>
  );
}
