import { Button } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Language } from "@/lib/i18n";
import { useWords } from "@/lib/i18n";
import { Book, Upload } from "@/ui/icons";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import classes from "./ArticleList.module.css";
import { ArticleMarks } from "./ArticleMarks";
import { articlesPath, useMayWrite, useWorkspace } from "./knowledge";
import type { ListedBy } from "./states";

interface Props {
  search: {
    query?: string;
    language?: Language;
    kind?: "article" | "faq";
    state?: ListedBy;
    source?: string;
  };
}

export function ArticleList({ search: { source, ...search } }: Props) {
  const { t, brief } = useWords();
  const { workspace, params } = useWorkspace();
  const writes = useMayWrite();
  const asked = { ...search, ...(source !== undefined && { source_id: source }) };
  const articles = useInfiniteQuery({
    queryKey: ["get", articlesPath, workspace, asked],
    queryFn: async ({ pageParam, signal }) =>
      got(
        await client.GET(articlesPath, {
          params: { ...params, query: { ...asked, ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
  if (articles.isPending) return <Loading />;
  if (articles.isError) return <ErrorState error={articles.error} onRetry={() => void articles.refetch()} />;
  const items = articles.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    const filtered = Object.keys(asked).length > 0;
    return (
      <EmptyState
        icon={<Book size={22} />}
        title={t(filtered ? "knowledge.noneFound" : "knowledge.none")}
        text={t(filtered ? "knowledge.noneFoundText" : "knowledge.noneText")}
        action={
          filtered || !writes ? undefined : (
            <Button component={Link} to={`/w/${workspace}/knowledge/sources/new`} leftSection={<Upload />}>
              {t("knowledge.import")}
            </Button>
          )
        }
      />
    );
  }
  return (
    <>
      <ul className={classes.list} aria-label={t("nav.knowledge")}>
        {items.map((article) => (
          <li key={article.id}>
            <Link
              to="/w/$workspace/knowledge/$article"
              params={{ workspace, article: article.id }}
              className={classes.article}
            >
              <span className={classes.title} lang={article.language} dir="auto">
                {article.title}
              </span>
              <span className={classes.facts}>
                <ArticleMarks article={article} />
                <span>{t(`knowledge.kinds.${article.kind}`)}</span>
                <span>{article.language.toUpperCase()}</span>
                {article.source_name && <span className={classes.source}>{article.source_name}</span>}
                <time dateTime={article.updated_at}>{brief(article.updated_at)}</time>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {articles.hasNextPage && (
        <Button
          variant="default"
          mt="md"
          loading={articles.isFetchingNextPage}
          onClick={() => void articles.fetchNextPage()}
        >
          {t("inbox.more")}
        </Button>
      )}
    </>
  );
}
