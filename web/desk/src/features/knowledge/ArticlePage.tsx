import { Button } from "@mantine/core";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { seen, useSave } from "@/lib/useSave";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { LinkOut, Trash } from "@/ui/icons";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { ErrorState, Loading } from "@/ui/States";
import { AlikeArticles } from "./AlikeArticles";
import { ArticleForm } from "./ArticleForm";
import { ArticleMarks } from "./ArticleMarks";
import {
  type ArticleWrite,
  articlePath,
  articlesPath,
  useMayWrite,
  useWorkspace,
  written,
} from "./knowledge";
import { useForgetDraft } from "./useArticleDraft";

export function ArticlePage() {
  const { t } = useWords();
  const { workspace, params } = useWorkspace();
  const writes = useMayWrite();
  const { article: id } = useParams({ from: "/signed-in/w/$workspace/knowledge/$article" });
  const navigate = useNavigate();
  const [removing, setRemoving] = useState(false);
  const at = { params: { path: { ...params.path, article_id: id } } };
  const forget = useForgetDraft(id);
  const article = $api.useQuery("get", articlePath, at);
  const save = useSave<ArticleWrite & { version?: string }, unknown>(
    {
      put: async (article) => {
        const given = { params: { ...at.params, header: seen(article) }, body: written(article) };
        return got(await client.PUT(articlePath, given));
      },
      newest: async () => {
        const now = got(await client.GET(articlePath, at));
        return { ...written(now), version: now.version };
      },
    },
    { done: t("ui.saved"), stale: [articlesPath, articlePath], onDone: forget },
  );
  const home = () => void navigate({ to: "/w/$workspace/knowledge", params: { workspace }, search: {} });
  const remove = useAct(async () => client.DELETE(articlePath, at), {
    done: t("ui.removed"),
    stale: [articlesPath],
    onDone: () => {
      forget();
      home();
    },
  });
  if (article.isPending) return <Loading />;
  if (article.isError) {
    const back = { label: t("knowledge.back"), go: home };
    return <ErrorState error={article.error} onRetry={() => void article.refetch()} back={back} />;
  }
  const { title, state, version, source_name: source } = article.data;
  return (
    <>
      <ArticleForm
        key={article.data.id}
        title={title}
        place={id}
        article={written(article.data)}
        version={version}
        warning={source != null && t("knowledge.imported", { source })}
        busy={save.busy}
        refusal={(undo) => <SaveRefusal of={save} onTheirs={undo} />}
        onSave={(to, from) => save.save({ from, to })}
        marks={<ArticleMarks article={article.data} />}
        actions={
          <>
            {state === "live" && (
              <Button
                component="a"
                href={article.data.url}
                target="_blank"
                rel="noopener"
                variant="default"
                leftSection={<LinkOut />}
              >
                {t("knowledge.open")}
              </Button>
            )}
            {writes && (
              <Button variant="subtle" color="red" leftSection={<Trash />} onClick={() => setRemoving(true)}>
                {t("ui.remove")}
              </Button>
            )}
          </>
        }
      >
        <AlikeArticles article={id} />
      </ArticleForm>
      <ConfirmDialog
        opened={removing}
        title={t("knowledge.removeTitle")}
        confirm={t("ui.remove")}
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setRemoving(false)}
      >
        {t("knowledge.removeText", { title })}
      </ConfirmDialog>
    </>
  );
}
