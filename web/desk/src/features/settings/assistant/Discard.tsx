import { Button } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { useForget } from "@/lib/useDraft";
import { seen } from "@/lib/useSave";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Refusal } from "@/ui/Refusal";
import { type Assistant, draftPath, stale, useAssistant } from "./assistants";

/** Gives up a draft, after asking: also what was typed into its forms and never saved. */
export function Discard({ of }: { of: Assistant }) {
  const { t } = useWords();
  const { assistant, params } = useAssistant();
  const [asking, setAsking] = useState(false);
  const forgetWords = useForget(`assistant.${assistant}`);
  const forgetReads = useForget(`reads.${assistant}`);
  const discard = useAct(
    async () => got(await client.DELETE(draftPath, { params: { ...params, header: seen(of) } })),
    {
      done: t("assistant.discard.done"),
      stale,
      quiet: true,
      onDone: () => {
        forgetWords();
        forgetReads();
        setAsking(false);
      },
    },
  );
  return (
    <>
      {of.edited && (
        <Button size="sm" variant="default" onClick={() => setAsking(true)}>
          {t("assistant.discard.open")}
        </Button>
      )}
      <ConfirmDialog
        opened={asking}
        title={t("assistant.discard.title")}
        confirm={t("assistant.discard.do")}
        danger
        busy={discard.isPending}
        onConfirm={() => discard.mutate()}
        onClose={() => {
          discard.reset();
          setAsking(false);
        }}
      >
        <p>{t(of.live === 0 && !of.is_default ? "assistant.discard.first" : "assistant.discard.text")}</p>
        <Refusal error={discard.error} />
      </ConfirmDialog>
    </>
  );
}
