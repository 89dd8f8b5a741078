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
import { gapPath, staleLists } from "./gaps";
import { asArticle, asFaq } from "./writing";

/** The answer to a gap, in the article's editor: the customers' words are there, the answer is still to be written. */
export function GapAnswer() {
  const { t } = useWords();
  const { workspace, params } = useWorkspace();
  const { gap: id } = useParams({ from: "/signed-in/w/$workspace/knowledge/gaps/$gap/answer" });
  const navigate = useNavigate();
  const place = `gap.${id}`;
  const forget = useForgetDraft(place);
  const at = { params: { path: { ...params.path, gap_id: id } } };
  const gap = $api.useQuery("get", gapPath, at);
  const write = useAct(
    async (written: Parameters<typeof asFaq>[0]) =>
      got(await client.POST(`${gapPath}/article`, { ...at, body: asFaq(written) })),
    {
      done: t("gaps.done.written"),
      stale: [articlesPath, ...staleLists],
      quiet: true,
      onDone: (article) => {
        forget();
        void navigate({ to: "/w/$workspace/knowledge/$article", params: { workspace, article: article.id } });
      },
    },
  );
  if (gap.isPending) return <Loading />;
  if (gap.isError) {
    const go = () => void navigate({ to: "/w/$workspace/knowledge/gaps", params: { workspace }, search: {} });
    const back = { label: t("gaps.backToList"), go };
    return <ErrorState error={gap.error} onRetry={() => void gap.refetch()} back={back} />;
  }
  return (
    <ArticleForm
      title={t("gaps.write")}
      place={place}
      article={asArticle(gap.data.language, gap.data.wordings, "")}
      busy={write.isPending}
      refusal={() => <Refusal error={write.error} />}
      onSave={(article) => write.mutate(article)}
    />
  );
}
