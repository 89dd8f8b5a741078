import { Link, useMatchRoute } from "@tanstack/react-router";
import { useWords } from "@/lib/i18n";
import { useUnsent } from "@/lib/unsent";
import { Alert } from "@/ui/icons";
import classes from "./ConnectionBar.module.css";

/** Says on every screen what was tried in vain to be sent from another, and leads there. */
export function UnsentBar({ workspace, me }: { workspace: string; me: string }) {
  const { t } = useWords();
  const match = useMatchRoute();
  const elsewhere = useUnsent({ workspace, me }).filter(
    ({ failed, conversation }) =>
      failed !== null &&
      match({ to: "/w/$workspace/inbox/$conversation", params: { workspace, conversation } }) === false,
  );
  // What will not leave by itself comes first.
  const lost = elsewhere.filter(({ failed }) => failed?.passing === false);
  const told = lost.length > 0 ? lost : elsewhere;
  const first = told[0];
  return (
    <div role="status">
      {first !== undefined && (
        <p className={classes.bar} data-lost={lost.length > 0}>
          <Alert />
          {t(lost.length > 0 ? "app.unsent.failed" : "app.unsent.notSentYet", { count: told.length })}
          <Link
            to="/w/$workspace/inbox/$conversation"
            params={{ workspace, conversation: first.conversation }}
            search={{ view: "mine" }}
            className={classes.link}
          >
            {t("app.unsent.show")}
          </Link>
        </p>
      )}
    </div>
  );
}
