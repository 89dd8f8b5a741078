import { Link } from "@tanstack/react-router";
import { useWords } from "@/lib/i18n";
import { useGapCounts } from "./gaps/gaps";
import classes from "./KnowledgeTabs.module.css";
import { useWorkspace } from "./knowledge";

/** The screens of the knowledge, in the order they are shown: one line for each that has a route. */
const tabs = [
  { name: "articles", to: "/w/$workspace/knowledge" },
  { name: "sources", to: "/w/$workspace/knowledge/sources" },
  { name: "facts", to: "/w/$workspace/knowledge/facts" },
  { name: "gaps", to: "/w/$workspace/knowledge/gaps" },
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
              {name === "gaps" && <GapCount />}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** What waits in the gaps for a person: open ones, and proposals to decide on. */
function GapCount() {
  const counts = useGapCounts();
  const waiting = (counts?.gaps ?? 0) + (counts?.proposals ?? 0);
  return waiting > 0 && <span className={classes.count}>{waiting}</span>;
}
