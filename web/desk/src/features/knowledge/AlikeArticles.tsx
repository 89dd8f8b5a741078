import { Link } from "@tanstack/react-router";
import { $api } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { Section } from "@/ui/Page";
import classes from "./AlikeArticles.module.css";
import { articlePath, useWorkspace } from "./knowledge";

/** What says nearly the same as an article; nothing where nothing does. */
export function AlikeArticles({ article }: { article: string }) {
  const { t, language } = useWords();
  const { workspace, params } = useWorkspace();
  const pairs = $api.useQuery("get", `${articlePath}/duplicates`, {
    params: { path: { ...params.path, article_id: article } },
  });
  if (pairs.data === undefined || pairs.data.items.length === 0) return null;
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  return (
    <div className={classes.alike}>
      <Section title={t("knowledge.alike")} text={t("knowledge.alikeText")}>
        <ul className={classes.list}>
          {pairs.data.items.map(({ other, share }) => (
            <li key={other.id}>
              <Link
                to="/w/$workspace/knowledge/$article"
                params={{ workspace, article: other.id }}
                className={classes.link}
                lang={other.language}
              >
                {other.title}
              </Link>{" "}
              {percent.format(share)}
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}
