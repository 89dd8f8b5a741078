import { Badge } from "@mantine/core";
import { $api } from "@/api/client";
import type { Got, Item, WorkspacePath } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useWorkspace } from "./knowledge";

type Article = Item<Got<`${WorkspacePath}/knowledge/articles`>>;

/** What keeps an article from being found, now or by some: that it is a draft, its time, its assistants. */
export function ArticleMarks({ article }: { article: Pick<Article, "state" | "valid_from" | "assistants"> }) {
  const { state, valid_from, assistants } = article;
  const { t, date } = useWords();
  const { params } = useWorkspace();
  const later = state === "not_yet" && valid_from !== null;
  const zone = $api.useQuery("get", "/api/v1/workspaces/{workspace}", { params }, { enabled: later }).data
    ?.time_zone;
  const known = $api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace}/assistants",
    { params },
    { enabled: assistants !== null },
  ).data?.items;
  const names = known?.filter(({ id }) => assistants?.includes(id)).map(({ name }) => name);
  return (
    <>
      {state !== "live" && (
        <Badge color="gray">
          {t(`knowledge.marks.${state}`, later ? { day: date(valid_from, zone) } : {})}
        </Badge>
      )}
      {assistants !== null && names !== undefined && (
        <Badge color="gray" maw={220}>
          {names.length === 0
            ? t("knowledge.marks.nobody")
            : t("knowledge.marks.limited", { names: names.join(", ") })}
        </Badge>
      )}
    </>
  );
}
