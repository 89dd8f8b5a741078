import { Button, Checkbox, Stack, Textarea } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { seen } from "@/lib/useSave";
import { Section } from "@/ui/Page";
import { Refusal } from "@/ui/Refusal";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { modelsPath } from "../models/models";
import { TooDear } from "../models/TooDear";
import { type Assistant, comparisonPath, onePath, stale, useAssistant } from "./assistants";
import { BackToAssistant } from "./BackToAssistant";
import { Differences } from "./Differences";
import { Rehearsal, useRehearsal } from "./Rehearsal";

/** Before going live: what changes, what the scenarios say beside what is live, and why it is done. */
export function GoLive() {
  const { t } = useWords();
  const { params } = useAssistant();
  const one = $api.useQuery("get", onePath, { params });
  const changes = $api.useQuery("get", comparisonPath, { params });
  return (
    <>
      <BackToAssistant />
      {one.isPending && <Loading />}
      {one.isError && <ErrorState error={one.error} onRetry={() => void one.refetch()} />}
      {one.data && !one.data.edited && (
        <EmptyState title={t("assistant.live.none")} text={t("assistant.live.noneText")} />
      )}
      {one.data?.edited && (
        <>
          <Section
            title={t("assistant.live.changes")}
            text={t(one.data.live === 0 ? "assistant.live.first" : "assistant.live.changesText")}
          >
            {changes.isPending && <Loading />}
            {changes.isError && <ErrorState error={changes.error} onRetry={() => void changes.refetch()} />}
            {changes.data && (
              <Differences
                items={changes.data.items}
                before={t("assistant.liveNow")}
                after={t("assistant.draft")}
              />
            )}
          </Section>
          <Rehearsal />
          <NeverAsked />
          <Confirm of={one.data} />
        </>
      )}
    </>
  );
}

/** Models of the draft that would never be asked: no refusal, for it answers without them. */
function NeverAsked() {
  const { t } = useWords();
  const { params } = useAssistant();
  const models = $api.useQuery("get", modelsPath, { params });
  const { chain = [], known = [] } = models.data ?? {};
  if (!known.some((one) => one.too_dear_for !== null)) return null;
  return (
    <Section title={t("settings.models.name")}>
      {known.map((one, at) => (
        <TooDear key={chain[at]?.model} known={one} model={chain[at]?.model ?? ""} />
      ))}
    </Section>
  );
}

function Confirm({ of }: { of: Assistant }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { workspace, assistant, params } = useAssistant();
  const { held } = useRehearsal();
  const [note, setNote] = useState("");
  const [anyway, setAnyway] = useState(false);
  const live = useAct(
    async () =>
      got(
        await client.POST(`${onePath}/live`, {
          params: { ...params, header: seen(of) },
          body: { note, anyway: held !== null && anyway },
        }),
      ),
    {
      done: t("assistant.live.done"),
      stale,
      quiet: true,
      onDone: () =>
        void navigate({
          to: "/w/$workspace/settings/assistant/$assistant/versions",
          params: { workspace, assistant },
        }),
    },
  );
  return (
    <Section title={t("assistant.live.name")} text={t("assistant.live.text")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          live.mutate();
        }}
      >
        <Refusal error={live.error} />
        <Stack gap="sm" maw="65ch">
          <Textarea
            label={t("assistant.live.note")}
            description={t("assistant.live.noteText")}
            autosize
            minRows={2}
            maxLength={500}
            required
            withAsterisk={false}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          {held !== null && (
            <Checkbox
              label={t(`assistant.live.anyway.${held}`)}
              description={t("assistant.live.anywayText")}
              checked={anyway}
              onChange={(event) => setAnyway(event.currentTarget.checked)}
            />
          )}
          <div>
            <Button
              type="submit"
              size="sm"
              loading={live.isPending}
              disabled={note.trim() === "" || (held !== null && !anyway)}
            >
              {t("assistant.live.do")}
            </Button>
          </div>
        </Stack>
      </form>
    </Section>
  );
}
