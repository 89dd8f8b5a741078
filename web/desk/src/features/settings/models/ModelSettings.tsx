import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { $api } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { Plus, Spark } from "@/ui/icons";
import { Section } from "@/ui/Page";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import { ChainForm } from "./ChainForm";
import { KeyDialog } from "./KeyDialog";
import { KeyList } from "./KeyList";
import { Money } from "./Money";
import { keysPath, modelsPath } from "./models";
import { WhoseModels } from "./WhoseModels";

/** The last of a long page: its table comes when the rest is there. */
const Prices = lazy(() => import("./Prices"));

/** What an owner decides about language models: whose, in which order, when, for how much. Nobody needs one. */
export function ModelSettings() {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [adding, setAdding] = useState(false);
  const [pricing, setPricing] = useState<{ search: string } | null>(null);
  const keys = $api.useQuery("get", keysPath, { params });
  const [which, setWhich] = useState("default");
  const models = $api.useQuery("get", modelsPath, { params: { path: { ...params.path, assistant: which } } });
  if (keys.isPending || models.isPending) return <Loading />;
  if (keys.isError) return <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />;
  if (models.isError) return <ErrorState error={models.error} onRetry={() => void models.refetch()} />;
  const none = keys.data.items.length === 0;
  const add = (
    <Button leftSection={<Plus />} onClick={() => setAdding(true)}>
      {t("models.addKey")}
    </Button>
  );
  return (
    <>
      {none ? (
        <Section title={t("models.title")} text={t("models.text")}>
          <EmptyState
            icon={<Spark size={22} />}
            title={t("models.none")}
            text={t("models.noneText")}
            action={add}
          />
        </Section>
      ) : (
        <>
          <Section title={t("models.keys")} text={t("models.keysText")} actions={add}>
            <KeyList keys={keys.data.items} chain={models.data.chain} />
          </Section>
          <WhoseModels which={which} onChange={setWhich} />
          <ChainForm
            key={which}
            which={which}
            models={models.data}
            keys={keys.data.items}
            onPrice={(model) => setPricing({ search: model })}
          />
        </>
      )}
      <Money spent={!none} />
      {!none && (
        <Suspense fallback={<Loading />}>
          <Prices key={pricing?.search ?? ""} search={pricing?.search ?? ""} asked={pricing !== null} />
        </Suspense>
      )}
      <KeyDialog opened={adding} onClose={() => setAdding(false)} />
    </>
  );
}
