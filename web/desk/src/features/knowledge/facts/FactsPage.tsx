import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { factsPath, factsQuery, type NamedFact, type StoredFact } from "@/api/facts";
import { useWords } from "@/lib/i18n";
import { Clock, Plus } from "@/ui/icons";
import { Page, PageHeader, Section } from "@/ui/Page";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { KnowledgeTabs } from "../KnowledgeTabs";
import { useMayWrite, useWorkspace } from "../knowledge";
import { AskFacts } from "./AskFacts";
import { isNamed, type Kind, kinds } from "./blank";
import { CalendarField } from "./CalendarField";
import classes from "./FactsPage.module.css";
import { saidIn } from "./said";
import { useSummary } from "./useSummary";

const ImportFacts = lazy(() => import("./ImportFacts"));

/** What the business says of itself exactly: hours, prices, places, rules; and what would be answered from it. */
export function FactsPage() {
  const { t } = useWords();
  const { workspace } = useWorkspace();
  const writes = useMayWrite();
  const facts = useQuery(factsQuery(workspace));
  const [importing, setImporting] = useState(false);
  const stored = facts.data ?? [];
  const calendar = stored.flatMap(({ fact }) => (fact.kind === "calendar" ? [fact] : []))[0];
  const some = stored.some(({ fact }) => isNamed(fact));
  return (
    <Page
      header={
        <>
          <PageHeader
            title={t("nav.knowledge")}
            name={t("knowledge.tabs.facts")}
            actions={
              <>
                {some && (
                  <Button
                    component="a"
                    href={`${factsPath.replace("{workspace}", workspace)}-file`}
                    download
                    variant="default"
                  >
                    {t("facts.export")}
                  </Button>
                )}
                {writes && (
                  <Button variant="default" onClick={() => setImporting(true)}>
                    {t("facts.import.name")}
                  </Button>
                )}
              </>
            }
          />
          <KnowledgeTabs />
        </>
      }
    >
      {facts.isPending && <Loading />}
      {facts.isError && <ErrorState error={facts.error} onRetry={() => void facts.refetch()} />}
      {facts.data && (
        <>
          {!some && (
            <EmptyState
              icon={<Clock size={22} />}
              title={t("facts.none")}
              text={t(writes ? "facts.noneText" : "facts.noneReader")}
            />
          )}
          {kinds.map((kind) => (
            <OfKind key={kind} kind={kind} facts={stored} />
          ))}
          <CalendarField calendar={calendar} />
          {some && <AskFacts />}
        </>
      )}
      <Suspense fallback={null}>{importing && <ImportFacts onClose={() => setImporting(false)} />}</Suspense>
    </Page>
  );
}

function OfKind({ kind, facts }: { kind: Kind; facts: readonly StoredFact[] }) {
  const { t } = useWords();
  const { workspace } = useWorkspace();
  const writes = useMayWrite();
  const own = facts.flatMap(({ fact }) => (fact.kind === kind ? [fact] : []));
  if (own.length === 0 && !writes) return null;
  return (
    <Section
      title={t(`facts.kinds.${kind}`)}
      {...(own.length === 0 && { text: t(`facts.kindsText.${kind}`) })}
      actions={
        writes && (
          <Button
            component={Link}
            to={`/w/${workspace}/knowledge/facts/new/${kind}`}
            variant="default"
            leftSection={<Plus />}
          >
            {t(`facts.new.${kind}`)}
          </Button>
        )
      }
    >
      {own.length > 0 && (
        <ul className={classes.list}>
          {own.map((fact) => (
            <FactLine key={fact.id} fact={fact} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function FactLine({ fact }: { fact: NamedFact }) {
  const { t, language } = useWords();
  const { workspace } = useWorkspace();
  const summary = useSummary();
  return (
    <li>
      <Link
        to="/w/$workspace/knowledge/facts/$fact"
        params={{ workspace, fact: fact.id }}
        className={classes.line}
      >
        <span className={classes.name}>
          {saidIn(fact.name, language)}
          {fact.main && <span className={classes.mark}>{t("facts.isMain")}</span>}
        </span>
        <span className={classes.detail}>{summary(fact)}</span>
      </Link>
    </li>
  );
}
