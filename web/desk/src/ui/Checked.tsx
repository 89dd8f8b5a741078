import type { Trace } from "@/api/types";
import { useWords } from "@/lib/i18n";
import classes from "./TraceView.module.css";

/** What was looked at before anything was searched, a line each: what was found, or that nothing was. */
export function Checked({ checks }: { checks: Trace["checks"] }) {
  const { t, maybe } = useWords();
  return (
    <section>
      <h3>{t("why.checks.title")}</h3>
      <dl className={classes.checks}>
        {checks.map(({ name, found }) => (
          <div key={name} data-found={found.length > 0 || undefined}>
            <dt>{t(`why.checks.names.${name}`)}</dt>
            <dd>
              {found.map((code) => maybe(`why.checks.found.${code}`) ?? code).join(", ") ||
                t("why.checks.nothing")}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
