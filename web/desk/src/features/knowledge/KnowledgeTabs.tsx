import { Link } from "@tanstack/react-router";
import { useWords } from "@/lib/i18n";
import classes from "./KnowledgeTabs.module.css";
import { useWorkspace } from "./knowledge";

/** The screens of the knowledge, in the order they are shown: one line for each that has a route. */
const tabs = [
  { name: "articles", to: "/w/$workspace/knowledge" },
  { name: "sources", to: "/w/$workspace/knowledge/sources" },
] as const;

/** The way among the screens of the knowledge; stands under the header of each. */
export function KnowledgeTabs() {
  const { t } = useWords();
  const { workspace } = useWorkspace();
  return (
    <nav aria-label={t("knowledge.tabs.label")} className={classes.tabs}>
      <ul>
        {tabs.map(({ name, to }) => (
          <li key={name}>
            <Link
              to={to}
              params={{ workspace }}
              search={{}}
              className={classes.tab}
              activeOptions={{ exact: true, includeSearch: false }}
            >
              {t(`knowledge.tabs.${name}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
