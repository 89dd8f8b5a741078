import { Radio, Stack } from "@mantine/core";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import { sourcesPath } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import { useDraft } from "@/lib/useDraft";
import { seen, useSave } from "@/lib/useSave";
import { LeftOver } from "@/ui/LeftOver";
import { Section } from "@/ui/Page";
import { SaveBar } from "@/ui/SaveBar";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import { readsPath, type Reads as Stored, stale, useAssistant } from "./assistants";
import { BackToAssistant } from "./BackToAssistant";
import { ChosenArticles, ChosenSources } from "./Chosen";

type Only = NonNullable<Stored["only"]>;
interface Written {
  only: Only | null;
  version?: string;
}

/** In one order, so that who takes something out and in again has changed nothing. */
const inOrder = ({ only, version }: Stored): Written => ({
  only: only && { ...only, sources: [...only.sources].sort(), articles: [...only.articles].sort() },
  version,
});

/** What of the knowledge an assistant reads, by its draft. */
export function Reads() {
  const { params: here } = useWorkspace();
  const { assistant, params } = useAssistant();
  const reads = $api.useQuery("get", readsPath, { params });
  const sources = $api.useQuery("get", sourcesPath, { params: here });
  return (
    <>
      <BackToAssistant />
      {(reads.isPending || sources.isPending) && <Loading />}
      {reads.isError && <ErrorState error={reads.error} onRetry={() => void reads.refetch()} />}
      {sources.isError && <ErrorState error={sources.error} onRetry={() => void sources.refetch()} />}
      {reads.data && sources.data && (
        <ReadsForm key={assistant} stored={reads.data} sources={sources.data.items} />
      )}
    </>
  );
}

function ReadsForm({
  stored,
  sources,
}: {
  stored: Stored;
  sources: readonly { id: string; name: string }[];
}) {
  const { t } = useWords();
  const { assistant, params } = useAssistant();
  const form = useDraft<Written>(`reads.${assistant}`, inOrder(stored));
  const { only } = form.draft;
  const save = useSave<Written, Stored>(
    {
      put: async (body) =>
        got(
          await client.PUT(readsPath, {
            params: { ...params, header: seen(body) },
            body: { only: body.only },
          }),
        ),
      newest: async () => inOrder(got(await client.GET(readsPath, { params }))),
    },
    { done: t("assistant.saved"), stale },
  );
  const write = (change: Partial<Only>) =>
    form.write({ only: { handwritten: false, sources: [], articles: [], ...only, ...change } });
  // Who begins to choose takes away from what it reads now: it does not fall silent meanwhile.
  const choose = () => write({ handwritten: true, sources: sources.map(({ id }) => id).sort() });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.save({ from: form.from, to: form.draft }, { onSuccess: (_, sent) => form.saved(sent.to) });
      }}
    >
      <SaveRefusal of={save} onTheirs={form.undo} />
      <LeftOver of={form} />
      <Section title={t("assistant.reads.name")} text={t("assistant.reads.text")}>
        <Radio.Group
          aria-label={t("assistant.reads.name")}
          value={only === null ? "everything" : "chosen"}
          onChange={(one) => (one === "everything" ? form.write({ only: null }) : choose())}
        >
          <Stack gap="sm">
            <Radio value="everything" size="sm" label={t("assistant.reads.everything")} />
            <Radio value="chosen" size="sm" label={t("assistant.reads.chosen")} />
          </Stack>
        </Radio.Group>
        {only !== null && (
          <Stack gap="lg" mt="md">
            <ChosenSources of={only} all={sources} stored={stored.sources} onChange={write} />
            <ChosenArticles of={only} stored={stored.articles} onChange={write} />
          </Stack>
        )}
      </Section>
      <SaveBar changed={form.changed} busy={save.busy} onUndo={form.undo} />
    </form>
  );
}
