import { useNavigate, useParams } from "@tanstack/react-router";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { Refusal } from "@/ui/Refusal";
import { ErrorState, Loading } from "@/ui/States";
import { ArticleForm } from "./ArticleForm";
import { articlesPath, useWorkspace } from "./knowledge";
import { useForgetDraft } from "./useArticleDraft";

/** A new article or FAQ entry, in the workspace's own language until somebody chooses another. */
export function NewArticle() {
  const { t } = useWords();
  const { workspace, params } = useWorkspace();
  const { kind } = useParams({ from: "/signed-in/w/$workspace/knowledge/new/$kind" });
  const navigate = useNavigate();
  const house = $api.useQuery("get", "/api/v1/workspaces/{workspace}", { params });
  const forget = useForgetDraft(kind);
  const create = useAct(
    async (body: Parameters<typeof ArticleForm>[0]["article"]) =>
      got(await client.POST(articlesPath, { params, body })),
    {
      done: t("ui.saved"),
      stale: [articlesPath],
      quiet: true,
      onDone: (article) => {
        forget();
        void navigate({ to: "/w/$workspace/knowledge/$article", params: { workspace, article: article.id } });
      },
    },
  );
  if (house.isPending) return <Loading />;
  if (house.isError) return <ErrorState error={house.error} onRetry={() => void house.refetch()} />;
  const faq = kind === "faq";
  return (
    <ArticleForm
      place={kind}
      title={t(faq ? "knowledge.newFaq" : "knowledge.newArticle")}
      article={{
        kind: faq ? "faq" : "article",
        title: "",
        language: house.data.default_language,
        status: "published",
        body: "",
        questions: [],
        valid_from: null,
        valid_until: null,
        assistants: null,
      }}
      busy={create.isPending}
      refusal={() => <Refusal error={create.error} />}
      onSave={(article) => create.mutate(article)}
    />
  );
}
