import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { factKeys, factPath, factsQuery, type NamedFact } from "@/api/facts";
import { useWords } from "@/lib/i18n";
import { seen, useSave } from "@/lib/useSave";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { LinkOut, Trash } from "@/ui/icons";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { useMayWrite, useWorkspace } from "../knowledge";
import { isNamed } from "./blank";
import { FactForm, useForgetFact, type Written } from "./FactForm";
import { saidIn } from "./said";
import { useFactAct } from "./useFactAct";

/** One fact, to be read, changed and removed. */
export function FactPage() {
  const { t, language } = useWords();
  const { workspace, params } = useWorkspace();
  const writes = useMayWrite();
  const { fact: id } = useParams({ from: "/signed-in/w/$workspace/knowledge/facts/$fact" });
  const navigate = useNavigate();
  const [removing, setRemoving] = useState(false);
  const at = { params: { path: { ...params.path, fact_id: id } } };
  const facts = useQuery(factsQuery(workspace));
  const home = () => void navigate({ to: "/w/$workspace/knowledge/facts", params: { workspace } });
  const forget = useForgetFact(id);
  const save = useSave<Written, unknown>(
    {
      put: async (to) =>
        got(await client.PUT(factPath, { params: { ...at.params, header: seen(to) }, body: to.fact })),
      newest: async () => {
        const { fact, version } = got(await client.GET(factPath, at));
        return { fact: fact as NamedFact, version };
      },
    },
    { done: t("ui.saved"), stale: [factKeys.all(workspace)], onDone: forget },
  );
  const remove = useFactAct(async () => client.DELETE(factPath, at), {
    done: t("ui.removed"),
    onDone: () => {
      forget();
      home();
    },
  });
  if (facts.isPending) return <Loading />;
  if (facts.isError) return <ErrorState error={facts.error} onRetry={() => void facts.refetch()} />;
  const stored = facts.data.find(({ fact }) => fact.id === id);
  if (stored === undefined || !isNamed(stored.fact))
    return (
      <EmptyState
        title={t("facts.gone")}
        action={
          <Button variant="default" onClick={home}>
            {t("facts.back")}
          </Button>
        }
      />
    );
  const name = saidIn(stored.fact.name, language);
  return (
    <>
      <FactForm
        key={id}
        title={name}
        place={id}
        fact={stored.fact}
        version={stored.version}
        source={stored.source}
        busy={save.busy}
        error={save.error}
        refusal={(undo) => <SaveRefusal of={save} onTheirs={undo} />}
        onSave={(fact, from) => save.save({ from, to: { ...from, fact } })}
        actions={
          <>
            <Button
              component="a"
              href={stored.url}
              target="_blank"
              rel="noopener"
              variant="default"
              leftSection={<LinkOut />}
            >
              {t("knowledge.open")}
            </Button>
            {writes && (
              <Button variant="subtle" color="red" leftSection={<Trash />} onClick={() => setRemoving(true)}>
                {t("ui.remove")}
              </Button>
            )}
          </>
        }
      />
      <ConfirmDialog
        opened={removing}
        title={t("facts.removeTitle", { name })}
        confirm={t("ui.remove")}
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setRemoving(false)}
      >
        {t("facts.removeText")}
      </ConfirmDialog>
    </>
  );
}
