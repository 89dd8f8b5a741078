import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { languages, useWords, withWords } from "@/lib/i18n";
import { useEver } from "@/lib/opened";
import { Choice } from "@/ui/Choice";
import { Plus, Search, Spark, Upload } from "@/ui/icons";
import { Page, PageHeader } from "@/ui/Page";
import { ArticleList } from "./ArticleList";
import classes from "./KnowledgePage.module.css";
import { KnowledgeTabs } from "./KnowledgeTabs";
import { useMayWrite, useWorkspace } from "./knowledge";
import { OfSource } from "./OfSource";
import { states } from "./states";

const TryDrawer = lazy(() => withWords("why", import("./TryDrawer")));
const route = getRouteApi("/signed-in/w/$workspace/knowledge");

/** Everything the assistant may answer from, and the place to ask what it would say. */
export function KnowledgePage() {
  const { t } = useWords();
  const { workspace } = useWorkspace();
  const writes = useMayWrite();
  const search = route.useSearch();
  const navigate = useNavigate({ from: "/w/$workspace/knowledge" });
  const [trying, setTrying] = useState(false);
  const ever = useEver(trying);
  const show = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, ...change }) as typeof search, replace: true });
  const find = useDebouncedCallback((query: string) => show({ query }), 250);
  return (
    <Page
      header={
        <>
          <PageHeader
            title={t("nav.knowledge")}
            name={t("knowledge.tabs.articles")}
            actions={
              <>
                <Button variant="default" leftSection={<Spark />} onClick={() => setTrying(true)}>
                  {t("knowledge.try.name")}
                </Button>
                {writes && (
                  <Button
                    component={Link}
                    to={`/w/${workspace}/knowledge/sources/new`}
                    variant="default"
                    leftSection={<Upload />}
                  >
                    {t("knowledge.import")}
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
          className={classes.kinds}
          aria-label={t("knowledge.kind")}
          value={search.kind ?? "any"}
          data={(["any", "faq", "article"] as const).map((kind) => ({
            value: kind,
            label: t(`knowledge.kinds.${kind}`),
          }))}
          onChange={(kind) => show({ kind: kind === "any" ? undefined : (kind as "faq" | "article") })}
        />
        <Choice
          label={t("me.language")}
          value={search.language ?? ""}
          options={[
            { value: "", label: t("knowledge.anyLanguage") },
            ...languages.map((language) => ({ value: language, label: t(`languages.${language}`) })),
          ]}
          onChange={(language) => show({ language: (language || undefined) as typeof search.language })}
        />
        <Choice
          label={t("knowledge.states.label")}
          value={search.state ?? ""}
          options={[
            { value: "", label: t("knowledge.states.any") },
            ...states.map((state) => ({ value: state, label: t(`knowledge.states.${state}`) })),
          ]}
          onChange={(state) => show({ state: (state || undefined) as typeof search.state })}
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
      {search.source && <OfSource source={search.source} onClear={() => show({ source: undefined })} />}
      <ArticleList search={search} />
      <Suspense fallback={null}>
        {ever && <TryDrawer opened={trying} onClose={() => setTrying(false)} />}
      </Suspense>
    </Page>
  );
}
