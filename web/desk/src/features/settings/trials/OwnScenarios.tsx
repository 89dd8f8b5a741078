import { Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Refusal } from "@/ui/Refusal";
import { useWorkspace } from "../useWorkspace";
import classes from "./Trials.module.css";
import { type TrialLine, trialsPath } from "./trials";

const example = `- name: Dogs
  language: en
  question: May I bring my dog?
  expect: {source: dogs}
`;

/** Scenarios of one's own, pasted. What cannot be read is refused with the place. */
export function OwnScenarios(props: { onClose: () => void; onAsked: (run: TrialLine) => void }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [source, setSource] = useState("");
  const [scenarios, setScenarios] = useState("");
  const ask = useAct(
    async () =>
      got(await client.POST(trialsPath, { params, body: { source: source.trim() || null, scenarios } })),
    { quiet: true, stale: [trialsPath], onDone: props.onAsked },
  );
  return (
    <ConfirmDialog
      opened
      size="lg"
      title={t("teaching.trials.own")}
      confirm={t("teaching.trials.start")}
      busy={ask.isPending}
      disabled={scenarios.trim() === ""}
      written={scenarios.trim() !== ""}
      onConfirm={() => ask.mutate()}
      onClose={props.onClose}
    >
      <Refusal error={ask.error} />
      <Stack gap="sm">
        <TextInput
          label={t("teaching.trials.source")}
          description={t("teaching.trials.sourceText")}
          value={source}
          maxLength={100}
          onChange={(event) => setSource(event.currentTarget.value)}
        />
        <Textarea
          label={t("teaching.trials.scenarios")}
          description={t("teaching.trials.scenariosText")}
          placeholder={example}
          classNames={{ input: classes.yaml }}
          autosize
          minRows={8}
          maxRows={18}
          data-autofocus
          value={scenarios}
          onChange={(event) => setScenarios(event.currentTarget.value)}
        />
      </Stack>
    </ConfirmDialog>
  );
}
