import { Link } from "@tanstack/react-router";
import { useWords } from "@/lib/i18n";
import { Book, Face, LinkOut } from "@/ui/icons";
import classes from "./FirstSteps.module.css";

/** What an admin does with a new workspace, one line each, in the order in which it is of use. */
export default function FirstSteps({ workspace }: { workspace: string }) {
  const { t } = useWords();
  const params = { workspace };
  return (
    <section className={classes.steps} aria-labelledby="first-steps">
      <h2 id="first-steps" className={classes.title}>
        {t("lists.first.title")}
      </h2>
      <ol className={classes.list}>
        <li>
          <Link
            to="/w/$workspace/knowledge/sources/new"
            params={params}
            className={`press-line ${classes.step}`}
          >
            <Book size={18} />
            {t("lists.first.knowledge")}
          </Link>
        </li>
        <li>
          <Link to="/w/$workspace/settings/widget" params={params} className={`press-line ${classes.step}`}>
            <LinkOut size={18} />
            {t("lists.first.widget")}
          </Link>
        </li>
        <li>
          <Link to="/w/$workspace/settings/people" params={params} className={`press-line ${classes.step}`}>
            <Face size={18} />
            {t("lists.first.people")}
          </Link>
        </li>
      </ol>
    </section>
  );
}
