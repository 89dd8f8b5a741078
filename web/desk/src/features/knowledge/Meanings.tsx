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
  const { model, there, wanted, refused, where } = data;
  const more = refused - where.reduce((sum, { texts }) => sum + texts, 0);
  return (
    <section className={classes.meanings}>
      <p>{t("knowledge.meanings.seen", { model, there, wanted })}</p>
      {refused > 0 && (
        <>
          <p>{t("knowledge.meanings.refused", { count: refused })}</p>
          <ul>
            {where.map(({ title, language, texts, reason }) => (
              <li key={`${title} ${language} ${reason}`}>
                {title} ({language}){texts > 1 && ` × ${texts}`}: {reason}
              </li>
            ))}
            {more > 0 && <li>{t("knowledge.meanings.more", { count: more })}</li>}
          </ul>
        </>
      )}
    </section>
  );
}
