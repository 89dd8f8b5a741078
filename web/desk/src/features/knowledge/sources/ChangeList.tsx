import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Change, changesQuery, type Did, dids, isGoing, type Report } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import { Choice } from "@/ui/Choice";
import { Search } from "@/ui/icons";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../knowledge";
import classes from "./ChangeList.module.css";
import { Reason } from "./Reason";

const few = 8;

/** Which articles an import has added, changed and removed: by what happened, by title, a portion at a time. */
export function ChangeList({ report }: { report: Report }) {
  const { t } = useWords();
  const [did, setDid] = useState<Did | "">("");
  const [words, setWords] = useState("");
  const [query] = useDebouncedValue(words.trim(), 250);
  const count = report.added + report.changed + report.removed;
  if (!report.listed) return <p className={classes.quiet}>{t("sources.report.changesUnlisted")}</p>;
  if (count === 0)
    return (
      <p className={classes.quiet}>
        {t(isGoing(report) ? "sources.report.changesNoneYet" : "sources.report.changesNone")}
      </p>
    );
  return (
    <>
      {count > 1 && (
        <div className={classes.filters}>
          <Choice
            label={t("sources.report.changesWhich")}
            value={did}
            options={[
              { value: "", label: t("sources.report.changesAll") },
              ...dids.map((one) => ({ value: one, label: t(`sources.report.did.${one}`) })),
            ]}
            onChange={(one) => setDid(one as Did | "")}
          />
          {count > few && (
            <TextInput
              className={classes.search}
              type="search"
              aria-label={t("sources.report.changesFilter")}
              placeholder={t("sources.report.changesFilter")}
              leftSection={<Search />}
              value={words}
              onChange={(event) => setWords(event.currentTarget.value)}
            />
          )}
        </div>
      )}
      <Found report={report} did={did} query={query} />
    </>
  );
}

function Found({ report, did, query }: { report: Report; did: Did | ""; query: string }) {
  const { t } = useWords();
  const { workspace } = useWorkspace();
  const changes = useInfiniteQuery({
    ...changesQuery(workspace, report, { did, query }),
    placeholderData: keepPreviousData,
  });
  if (changes.isPending) return <Loading rows={2} />;
  if (changes.isError) return <ErrorState error={changes.error} onRetry={() => void changes.refetch()} />;
  const items = changes.data.pages.flatMap((page) => page.items);
  const whole = !changes.hasNextPage && did === "" && query === "" && !isGoing(report);
  const facts = whole ? report.added + report.changed + report.removed - items.length : 0;
  return (
    <>
      {items.length === 0 && facts <= 0 && (
        <p className={classes.quiet}>
          {t(query === "" ? "sources.report.changesNone" : "sources.report.changesFound")}
        </p>
      )}
      <ul className={classes.list} aria-label={t("sources.report.changesTitle")}>
        {items.map((change) => (
          <ChangeLine key={change.id} change={change} />
        ))}
      </ul>
      {facts > 0 && <p className={classes.quiet}>{t("sources.report.changesFacts", { count: facts })}</p>}
      {changes.hasNextPage && (
        <Button
          variant="default"
          mt="sm"
          loading={changes.isFetchingNextPage}
          onClick={() => void changes.fetchNextPage()}
        >
          {t("sources.report.changesMore")}
        </Button>
      )}
    </>
  );
}

function ChangeLine({ change }: { change: Change }) {
  const { t, languageName } = useWords();
  const { workspace } = useWorkspace();
  return (
    <li className={classes.change}>
      <span className={classes.did} data-did={change.did}>
        {t(`sources.report.did.${change.did}`)}
      </span>
      {change.article_id === null ? (
        <span className={classes.title} lang={change.language}>
          {change.title}
        </span>
      ) : (
        <Link
          to="/w/$workspace/knowledge/$article"
          params={{ workspace, article: change.article_id }}
          className={classes.link}
          lang={change.language}
        >
          {change.title}
        </Link>
      )}
      <span className={classes.detail}>
        {languageName(change.language)}
        {change.article_id === null && change.did !== "removed" && ` · ${t("sources.report.changesGone")}`}
      </span>
      {change.reason !== null && (
        <span className={classes.reason}>
          <Reason reason={change.reason} code={change.reason_code} params={change.reason_params} />
        </span>
      )}
    </li>
  );
}
