import { Badge } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { ErrorState, Loading } from "@/ui/States";
import classes from "./ArticlePreview.module.css";
import { useWorkspace } from "./knowledge";

/** As customers will read it, and as the assistant will: split into passages that can be cited. */
export function ArticlePreview({ body, language }: { body: string; language: string }) {
  const { t } = useWords();
  const { workspace, params } = useWorkspace();
  const [settled] = useDebouncedValue(body, 300);
  const preview = useQuery({
    queryKey: ["knowledge-preview", workspace, settled],
    queryFn: async ({ signal }) =>
      got(
        await client.POST("/api/v1/workspaces/{workspace}/knowledge/preview", {
          params,
          body: { body: settled },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
  if (preview.isPending) return <Loading rows={3} />;
  if (preview.isError) return <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />;
  return (
    <>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: rendered and sanitised by the server (nh3), under a CSP without inline script */}
      <div className={classes.page} lang={language} dangerouslySetInnerHTML={{ __html: preview.data.html }} />
      <h2 className={classes.title}>{t("knowledge.passages", { count: preview.data.passages.length })}</h2>
      <ol className={classes.passages}>
        {preview.data.passages.map((passage) => (
          <li key={passage.anchor} lang={language} dir="auto">
            <div className={classes.head}>
              {passage.heading_path.join(" › ") || "–"}
              <Badge color="gray">{t("knowledge.tokens", { count: passage.tokens })}</Badge>
            </div>
            <p className={classes.text}>{passage.text}</p>
          </li>
        ))}
      </ol>
    </>
  );
}
