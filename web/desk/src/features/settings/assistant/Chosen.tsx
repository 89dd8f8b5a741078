import { Checkbox, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { $api } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { ErrorState } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import classes from "./Assistants.module.css";
import type { Reads } from "./assistants";

type Only = NonNullable<Reads["only"]>;
interface Named {
  id: string;
  name: string;
}
interface Props {
  of: Only;
  /** What was chosen when it was stored last, with what it is called. */
  stored: Reads["sources"];
  onChange: (change: Partial<Only>) => void;
}

const articlesPath = "/api/v1/workspaces/{workspace}/knowledge/articles";
const articlePath = `${articlesPath}/{article_id}` as const;
const mostFound = 8;

const toggled = (all: readonly string[], one: string): string[] =>
  (all.includes(one) ? all.filter((id) => id !== one) : [...all, one]).sort();

/** Whole sources, and what was written here. One that is gone is shown, to be taken away. */
export function ChosenSources({ of, all, stored, onChange }: Props & { all: readonly Named[] }) {
  const { t } = useWords();
  const gone = stored.filter(({ gone }) => gone);
  const nothing = !of.handwritten && of.sources.length === 0 && of.articles.length === 0;
  return (
    <fieldset className={classes.group}>
      <Text component="legend" size="sm" fw={500} mb={6}>
        {t("assistant.reads.sources")}
      </Text>
      <Stack gap={6}>
        <Checkbox
          size="sm"
          label={t("assistant.reads.handwritten")}
          checked={of.handwritten}
          onChange={(event) => onChange({ handwritten: event.currentTarget.checked })}
        />
        {[...all, ...gone].map((one) => (
          <Checkbox
            key={one.id}
            size="sm"
            label={<bdi>{one.name}</bdi>}
            description={gone.some(({ id }) => id === one.id) ? t("assistant.reads.gone") : undefined}
            checked={of.sources.includes(one.id)}
            onChange={() => onChange({ sources: toggled(of.sources, one.id) })}
          />
        ))}
      </Stack>
      <Text role="status" size="sm" mt={6}>
        {nothing && t("assistant.reads.nothing")}
      </Text>
    </fieldset>
  );
}

/** Single articles, looked for by their titles. */
export function ChosenArticles({ of, stored, onChange }: Props) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [typed, setTyped] = useState("");
  const [query] = useDebouncedValue(typed.trim(), 250);
  const [picked, setPicked] = useState<Named[]>([]);
  const found = $api.useQuery(
    "get",
    articlesPath,
    { params: { ...params, query: { query, limit: mostFound } } },
    { enabled: query !== "" },
  );
  const chosen = [...new Set([...stored.map(({ id }) => id), ...picked.map(({ id }) => id), ...of.articles])];
  const nameOf = (id: string) => [...stored, ...picked].find((one) => one.id === id)?.name;
  const others = (query === "" ? [] : (found.data?.items ?? [])).filter(({ id }) => !chosen.includes(id));
  return (
    <fieldset className={classes.group}>
      <Text component="legend" size="sm" fw={500} mb={6}>
        {t("assistant.reads.articles")}
      </Text>
      <Stack gap={6}>
        {chosen.map((id) => (
          <Checkbox
            key={id}
            size="sm"
            label={<Title id={id} known={nameOf(id)} />}
            description={
              stored.some((one) => one.id === id && one.gone) ? t("assistant.reads.gone") : undefined
            }
            checked={of.articles.includes(id)}
            onChange={() => onChange({ articles: toggled(of.articles, id) })}
          />
        ))}
      </Stack>
      <TextInput
        mt="xs"
        maw={380}
        type="search"
        label={t("assistant.reads.search")}
        value={typed}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Enter looks, and saves nothing.
          if (event.key === "Enter") event.preventDefault();
        }}
      />
      {found.isError && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
      <Stack gap={6} mt="xs" aria-live="polite">
        {others.map((one) => (
          <Checkbox
            key={one.id}
            size="sm"
            label={<bdi>{one.title}</bdi>}
            checked={false}
            onChange={() => {
              setPicked((before) => [...before, { id: one.id, name: one.title }]);
              onChange({ articles: toggled(of.articles, one.id) });
            }}
          />
        ))}
        {query !== "" && found.data && others.length === 0 && (
          <Text size="sm">{t("assistant.reads.none")}</Text>
        )}
      </Stack>
    </fieldset>
  );
}

/** What an article is called: one that was chosen on another visit and never saved has to be asked for. */
function Title({ id, known }: { id: string; known: string | undefined }) {
  const { params } = useWorkspace();
  const article = $api.useQuery(
    "get",
    articlePath,
    { params: { path: { ...params.path, article_id: id } } },
    { enabled: known === undefined },
  );
  return <bdi>{known ?? article.data?.title ?? "…"}</bdi>;
}
