import { Button, Drawer, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { languages, useWords } from "@/lib/i18n";
import { Plus, Search, Spark, Upload } from "@/ui/icons";
import { Page, PageHeader } from "@/ui/Page";
import { ArticleList } from "./ArticleList";
import classes from "./KnowledgePage.module.css";
import { KnowledgeTabs } from "./KnowledgeTabs";
import { useMayWrite, useWorkspace } from "./knowledge";
import { TryQuestion } from "./TryQuestion";

const ImportDialog = lazy(() => import("./ImportDialog"));
const route = getRouteApi("/signed-in/w/$workspace/knowledge");

/** Everything the assistant may answer from, and the place to ask what it would say. */
export function KnowledgePage() {
  const { t } = useWords();
  const { workspace } = useWorkspace();
  const writes = useMayWrite();
  const search = route.useSearch();
  const navigate = useNavigate({ from: "/w/$workspace/knowledge" });
  const [importing, setImporting] = useState(false);
  const [trying, setTrying] = useState(false);
  const show = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, ...change }) as typeof search, replace: true });
  const find = useDebouncedCallback((query: string) => show({ query }), 250);
  return (
    <Page
      header={
        <>
          <PageHeader
            title={t("nav.knowledge")}
            actions={
              <>
                <Button variant="default" leftSection={<Spark />} onClick={() => setTrying(true)}>
                  {t("knowledge.try.name")}
                </Button>
                {writes && (
                  <Button variant="default" leftSection={<Upload />} onClick={() => setImporting(true)}>
                    {t("knowledge.import.name")}
                  </Button>
                )}
              </>
            }
          />
          <KnowledgeTabs />
        </>
      }
    >
      <div className={classes.bar}>
        <TextInput
          className={classes.search}
          type="search"
          aria-label={t("knowledge.search")}
          placeholder={t("knowledge.search")}
          leftSection={<Search />}
          defaultValue={search.query ?? ""}
          onChange={(event) => find(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label={t("knowledge.kind")}
          value={search.kind ?? "any"}
          data={(["any", "faq", "article"] as const).map((kind) => ({
            value: kind,
            label: t(`knowledge.kinds.${kind}`),
          }))}
          onChange={(kind) => show({ kind: kind === "any" ? undefined : (kind as "faq" | "article") })}
        />
        <Select
          aria-label={t("me.language")}
          placeholder={t("me.language")}
          className={classes.language}
          clearable
          data={languages.map((language) => ({ value: language, label: t(`languages.${language}`) }))}
          value={search.language ?? null}
          onChange={(language) => show({ language: (language ?? undefined) as typeof search.language })}
        />
        {writes && (
          <>
            <Button
              component={Link}
              to={`/w/${workspace}/knowledge/new/faq`}
              leftSection={<Plus />}
              size="sm"
            >
              {t("knowledge.newFaq")}
            </Button>
            <Button
              component={Link}
              to={`/w/${workspace}/knowledge/new/article`}
              variant="default"
              leftSection={<Plus />}
              size="sm"
            >
              {t("knowledge.newArticle")}
            </Button>
          </>
        )}
      </div>
      <ArticleList search={search} {...(writes && { onImport: () => setImporting(true) })} />
      <Suspense fallback={null}>{importing && <ImportDialog onClose={() => setImporting(false)} />}</Suspense>
      <Drawer
        opened={trying}
        onClose={() => setTrying(false)}
        position="right"
        size="md"
        title={t("knowledge.try.name")}
        closeButtonProps={{ "aria-label": t("ui.close") }}
      >
        <TryQuestion />
      </Drawer>
    </Page>
  );
}
