import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { factsPath, factsQuery, type NamedFact } from "@/api/facts";
import { useWords } from "@/lib/i18n";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../knowledge";
import { blank, idOf, isKind } from "./blank";
import { FactForm, useForgetFact } from "./FactForm";
import { saidIn } from "./said";
import { useFactAct } from "./useFactAct";

/** A new fact; its id is made of its name, and the first of a kind is the main one. */
export function NewFact() {
  const { t, language } = useWords();
  const { workspace, params } = useWorkspace();
  const { kind: wanted } = useParams({ from: "/signed-in/w/$workspace/knowledge/facts/new/$kind" });
  const kind = isKind(wanted) ? wanted : "hours";
  const navigate = useNavigate();
  const facts = useQuery(factsQuery(workspace));
  const forget = useForgetFact(`new.${kind}`);
  const create = useFactAct(
    async (fact: NamedFact) => {
      const taken = new Set((facts.data ?? []).map((one) => one.fact.id));
      const id = idOf(fact.name.en || saidIn(fact.name, language), taken);
      return got(await client.POST(factsPath, { params, body: { ...fact, id } }));
    },
    {
      done: t("ui.saved"),
      quiet: true,
      onDone: () => {
        forget();
        void navigate({ to: "/w/$workspace/knowledge/facts", params: { workspace } });
      },
    },
  );
  if (facts.isPending) return <Loading />;
  if (facts.isError) return <ErrorState error={facts.error} onRetry={() => void facts.refetch()} />;
  const first = !facts.data.some(({ fact }) => fact.kind === kind);
  return (
    <FactForm
      key={kind}
      title={t(`facts.new.${kind}`)}
      place={`new.${kind}`}
      fact={{ ...blank(kind), main: first && kind !== "policy" }}
      busy={create.isPending}
      error={create.error}
      onSave={(fact) => create.mutate(fact)}
    />
  );
}
