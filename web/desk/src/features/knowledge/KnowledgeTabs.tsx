import { Link } from "@tanstack/react-router";
import { useWords } from "@/lib/i18n";
import { useGapCounts } from "./gaps/gaps";
import classes from "./KnowledgeTabs.module.css";
import { useWorkspace } from "./knowledge";
import { screens } from "./screens";

/** The way among the screens of the knowledge; stands under the header of each. */
export function KnowledgeTabs() {
  const { t } = useWords();
  const { workspace } = useWorkspace();
  return (
    <nav aria-label={t("knowledge.tabs.label")} className={classes.tabs}>
      <ul>
        {screens.map(({ name, to }) => (
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
