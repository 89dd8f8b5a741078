import { $api } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { useWorkspace } from "./knowledge";
import classes from "./Meanings.module.css";

const moment = 5_000;

/** How far an embedding model has come with the knowledge, and what it did not take; nothing where none is set. */
export function Meanings() {
  const { t } = useWords();
  const { params } = useWorkspace();
  const { data } = $api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace}/knowledge/meanings",
    { params },
    {
      refetchInterval: ({ state }) =>
        state.data && state.data.there + state.data.refused < state.data.wanted ? moment : false,
    },
  );
  if (!data) return null;
  const { model, there, wanted, refused, examples } = data;
  return (
    <section className={classes.meanings}>
      <p>{t("knowledge.meanings.seen", { model, there, wanted })}</p>
      {refused > 0 && (
        <>
          <p>{t("knowledge.meanings.refused", { count: refused })}</p>
          <ul>
            {examples.map(({ title, language, reason }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two texts of one article may be refused alike
              <li key={at}>
                {title} ({language}): {reason}
              </li>
            ))}
            {refused > examples.length && <li>…</li>}
          </ul>
        </>
      )}
    </section>
  );
}
