import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { listQuery } from "@/api/conversations";
import { useHasRole } from "@/api/session";
import { useWords } from "@/lib/i18n";
import { Book, Face, LinkOut } from "@/ui/icons";
import classes from "./FirstSteps.module.css";

/** Whether nobody has ever written here, and who asks is the one to change that. */
export function useIsNew(workspace: string): boolean {
  const admin = useHasRole(workspace, "admin");
  const all = useInfiniteQuery({ ...listQuery(workspace, { view: "all" }), enabled: admin });
  return admin && all.data?.pages[0]?.items.length === 0;
}

/** What an admin does with a new workspace, one line each, in the order in which it is of use. */
export function FirstSteps({ workspace }: { workspace: string }) {
  const { t } = useWords();
  const params = { workspace };
  return (
    <section className={classes.steps} aria-labelledby="first-steps">
      <h2 id="first-steps" className={classes.title}>
        {t("inbox.first.title")}
      </h2>
      <ol className={classes.list}>
        <li>
          <Link
            to="/w/$workspace/knowledge/sources/new"
            params={params}
            className={`press-line ${classes.step}`}
          >
            <Book size={18} />
            {t("inbox.first.knowledge")}
          </Link>
        </li>
        <li>
          <Link to="/w/$workspace/settings/widget" params={params} className={`press-line ${classes.step}`}>
            <LinkOut size={18} />
            {t("inbox.first.widget")}
          </Link>
        </li>
        <li>
          <Link to="/w/$workspace/settings/people" params={params} className={`press-line ${classes.step}`}>
            <Face size={18} />
            {t("inbox.first.people")}
          </Link>
        </li>
      </ol>
    </section>
  );
}
