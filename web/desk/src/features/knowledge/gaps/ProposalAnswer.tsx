import { useNavigate, useParams } from "@tanstack/react-router";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { Refusal } from "@/ui/Refusal";
import { ErrorState, Loading } from "@/ui/States";
import { ArticleForm } from "../ArticleForm";
import { articlesPath, useWorkspace } from "../knowledge";
import { useForgetDraft } from "../useArticleDraft";
import { proposalPath, staleLists } from "./gaps";
import { asArticle, asFaq } from "./writing";

/** What a colleague answered, in the article's editor, before it is approved. */
export function ProposalAnswer() {
  const { t } = useWords();
  const { workspace, params } = useWorkspace();
  const { proposal: id } = useParams({
    from: "/signed-in/w/$workspace/knowledge/gaps/proposals/$proposal",
  });
  const navigate = useNavigate();
  const place = `proposal.${id}`;
  const forget = useForgetDraft(place);
  const at = { params: { path: { ...params.path, proposal_id: id } } };
  const proposal = $api.useQuery("get", proposalPath, at);
  const accept = useAct(
    async (written: Parameters<typeof asFaq>[0]) =>
      got(await client.POST(`${proposalPath}/accept`, { ...at, body: asFaq(written) })),
    {
      done: t("gaps.proposals.accepted"),
      stale: [articlesPath, ...staleLists],
      quiet: true,
      onDone: (article) => {
        forget();
        void navigate({ to: "/w/$workspace/knowledge/$article", params: { workspace, article: article.id } });
      },
    },
  );
  if (proposal.isPending) return <Loading />;
  if (proposal.isError) {
    const to = {
      to: "/w/$workspace/knowledge/gaps",
      params: { workspace },
      search: { list: "proposals" },
    } as const;
    const back = { label: t("gaps.backToList"), go: () => void navigate(to) };
    return <ErrorState error={proposal.error} onRetry={() => void proposal.refetch()} back={back} />;
  }
  const { language, question, wordings, answer } = proposal.data;
  return (
    <ArticleForm
      title={t("gaps.proposals.edit")}
      place={place}
      article={asArticle(language, [question, ...wordings], answer)}
      busy={accept.isPending}
      refusal={() => <Refusal error={accept.error} />}
      warning={t("gaps.proposals.look")}
      onSave={(article) => accept.mutate(article)}
    />
  );
}
