import { Link, useParams } from "@tanstack/react-router";
import type { Trace } from "@/api/types";
import { type Key, useWords } from "@/lib/i18n";
import { safeHref } from "@/lib/markdown";
import { Acted } from "./Acted";
import { AskedModels } from "./AskedModels";
import { Checked } from "./Checked";
import { Compared } from "./Compared";
import { useEuros } from "./euros";
import { LinkOut } from "./icons";
import { Pictures } from "./Pictures";
import { Reason } from "./Reason";
import { Steps } from "./Steps";
import classes from "./TraceView.module.css";
import { Understood } from "./Understood";

/** An answer's reasons in the order of thinking: question, rules, what was found, the gate, what it took. */
export function TraceView({ trace }: { trace: Trace }) {
  const { t, maybe, language } = useWords();
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  const figure = new Intl.NumberFormat(language, { maximumFractionDigits: 2, minimumFractionDigits: 2 });
  const euros = useEuros();
  // Why a model's words were not said stands with what was asked of it; actions stand by themselves.
  const rules = trace.rules.filter((rule) => !/^(gated:|action($|:))/.test(rule));
  // A rule or a greeting decides before anything is looked up.
  const searched =
    trace.hits.length > 0 ||
    (trace.actions.length === 0 && ["answered", "choices", "unsure"].includes(trace.outcome));
  const gate: Key = (trace.confidence ?? 0) >= trace.threshold ? "why.trace.above" : "why.trace.below";
  return (
    <div className={classes.trace}>
      <section>
        <h3>{t("why.trace.outcome")}</h3>
        <p className={classes.outcome} data-outcome={trace.outcome}>
          {maybe(`why.trace.outcomes.${trace.outcome}`) ?? trace.outcome}
        </p>
      </section>
      <section>
        <h3>{t("why.trace.question")}</h3>
        <blockquote className={classes.question}>{trace.question}</blockquote>
      </section>
      {trace.checks.length > 0 && <Checked checks={trace.checks} />}
      {trace.understanding !== null && <Understood reading={trace.understanding} spoken={trace.language} />}
      <section>
        <h3>{t("why.trace.rules")}</h3>
        {rules.length === 0 ? (
          <p className={classes.quiet}>{t("why.trace.noRules")}</p>
        ) : (
          <ul className={classes.rules}>
            {rules.map((rule) => (
              <li key={rule}>
                <Reason code={rule} />
              </li>
            ))}
          </ul>
        )}
      </section>
      {searched && (
        <section>
          <h3>{t("why.trace.hits")}</h3>
          {trace.hits.length === 0 && <p className={classes.quiet}>{t("why.trace.noHits")}</p>}
          <ol className={classes.hits}>
            {trace.hits.map((hit) => (
              <li key={hit.url + hit.title}>
                <div className={classes.hitHead}>
                  <Found hit={hit} />
                  <span className={classes.kind}>{maybe(`why.trace.${hit.kind}`) ?? hit.kind}</span>
                  <a
                    href={safeHref(hit.url) ?? undefined}
                    className={classes.public}
                    aria-label={t("why.trace.public", { title: hit.title })}
                    title={t("why.trace.public", { title: hit.title })}
                    target="_blank"
                    rel="noopener noreferrer"
                  >
                    <LinkOut size={14} />
                  </a>
                </div>
                {hit.heading_path.length > 1 && (
                  <p className={classes.quiet}>{hit.heading_path.slice(1).join(" › ")}</p>
                )}
                <div className={classes.bar} aria-hidden="true">
                  <span className={classes.fill} style={{ width: `${hit.match * 100}%` }} />
                </div>
                <p className={classes.quiet}>
                  {`${t("why.trace.match", { percent: percent.format(hit.match) })} · `}
                  {t("why.trace.coverage", { percent: percent.format(hit.coverage) })}
                  {hit.cosine !== null &&
                    ` · ${t("why.trace.cosine", { percent: percent.format(hit.cosine) })}`}
                  {hit.meaning !== null &&
                    hit.meaning !== hit.cosine &&
                    ` · ${t("why.trace.apart", { percent: percent.format(hit.meaning) })}`}
                </p>
                <Compared hit={hit} spoken={trace.language} />
              </li>
            ))}
          </ol>
        </section>
      )}
      {trace.confidence !== null && (
        <section>
          <h3>{t("why.trace.confidence")}</h3>
          <div className={classes.bar} aria-hidden="true">
            <span
              className={classes.fill}
              data-passed={trace.confidence >= trace.threshold}
              style={{ width: `${Math.min(1, trace.confidence) * 100}%` }}
            />
            <span className={classes.gate} style={{ left: `${Math.min(1, trace.threshold) * 100}%` }} />
          </div>
          <p>
            {t(gate, { score: figure.format(trace.confidence), threshold: figure.format(trace.threshold) })}
          </p>
        </section>
      )}
      {trace.pictures.length > 0 && <Pictures pictures={trace.pictures} />}
      {trace.actions.length > 0 && <Acted actions={trace.actions} />}
      {trace.asked !== null && <AskedModels asked={trace.asked} />}
      {trace.steps.length > 0 && <Steps steps={trace.steps} />}
      <dl className={classes.facts}>
        <div>
          <dt>{t("why.trace.time")}</dt>
          <dd>{t("why.trace.ms", { count: Math.round(trace.duration_ms * 10) / 10 })}</dd>
        </div>
        <div>
          <dt>{t("why.trace.engine")}</dt>
          <dd>{trace.engine}</dd>
        </div>
        {trace.model !== null && (
          <div>
            <dt>{t("why.trace.meaning")}</dt>
            <dd>
              <span className={classes.model}>{trace.model}</span>
              {trace.without_meaning !== null && (
                <span className={classes.quiet}>{t(`why.trace.without.${trace.without_meaning}`)}</span>
              )}
            </dd>
          </div>
        )}
        {trace.cost !== null && (
          <div>
            <dt>{t("why.trace.cost")}</dt>
            <dd>{euros.format(trace.cost)}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}

/** What was found, by its title, which opens it where it is written: beside the trace, so that neither is lost. */
function Found({ hit }: { hit: Trace["hits"][number] }) {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  if (hit.article_id !== null)
    return (
      <Link
        to="/w/$workspace/knowledge/$article"
        params={{ workspace, article: hit.article_id }}
        target="_blank"
      >
        {hit.title}
      </Link>
    );
  if (hit.fact_id !== null)
    return (
      <Link
        to="/w/$workspace/knowledge/facts/$fact"
        params={{ workspace, fact: hit.fact_id }}
        target="_blank"
      >
        {hit.title}
      </Link>
    );
  return <span>{hit.title}</span>;
}
