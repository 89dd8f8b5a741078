import {
  Alert,
  Group,
  NativeSelect,
  SegmentedControl,
  Stack,
  Tabs,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { languages, useWords } from "@/lib/i18n";
import { IconButton } from "@/ui/IconButton";
import { Back } from "@/ui/icons";
import { LeftOver } from "@/ui/LeftOver";
import { Lines } from "@/ui/Lines";
import { Page, PageHeader } from "@/ui/Page";
import { SaveBar } from "@/ui/SaveBar";
import classes from "./ArticleForm.module.css";
import { ArticlePreview } from "./ArticlePreview";
import { type ArticleWrite, useMayWrite, useWorkspace } from "./knowledge";
import { ScopeField } from "./ScopeField";
import { type Draft, useArticleDraft } from "./useArticleDraft";
import { endsTooSoon, ValidityFields } from "./ValidityFields";

interface Props {
  title: string;
  /** Its id, or which kind of new one it is: what is not saved is kept under it. */
  place: string;
  article: ArticleWrite;
  /** Of what is stored, where something is. */
  version?: string;
  /** What is to be known before anything is written, stands above it. */
  warning?: string | false;
  busy: boolean;
  /** Why it was not stored, with what can be done about it. */
  refusal: (undo: () => void) => ReactNode;
  actions?: ReactNode;
  /** What keeps it from being found. */
  marks?: ReactNode;
  /** `from` is what it was made from. */
  onSave: (article: ArticleWrite, from: ArticleWrite & { version?: string }) => void;
  /** What stands below the form. */
  children?: ReactNode;
}

/** What is sent: of an FAQ, its title is the first of its wordings. */
function asWritten({ article, wordings }: Draft): ArticleWrite {
  if (article.kind !== "faq") return article;
  const others = wordings.filter((question) => question !== article.title);
  return { ...article, questions: [article.title, ...others] };
}

export function ArticleForm(props: Props) {
  const { t, languageName } = useWords();
  const { workspace } = useWorkspace();
  const writes = useMayWrite();
  const own = useArticleDraft(props.place, props.article, props.version);
  const { changed, undo, write } = own;
  const { article: draft, wordings } = own.draft;
  const setDraft = (article: ArticleWrite) => write({ article });
  const navigate = useNavigate();
  const faq = draft.kind === "faq";
  // Imported articles may be in any language: theirs is on offer too.
  const spoken = [...new Set([...languages, props.article.language])];
  const back = (
    <IconButton
      label={t("knowledge.back")}
      onClick={() => void navigate({ to: "/w/$workspace/knowledge", params: { workspace }, search: {} })}
    >
      <Back />
    </IconButton>
  );
  return (
    <Page
      header={
        <PageHeader
          title={props.title}
          name={props.article.title || undefined}
          back={back}
          actions={props.actions}
        />
      }
      narrow
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const { version } = own.from;
          props.onSave(asWritten(own.draft), { ...asWritten(own.from), ...(version && { version }) });
        }}
      >
        {props.refusal(undo)}
        {props.marks && <div className={classes.marks}>{props.marks}</div>}
        {!writes && (
          <Alert color="gray" variant="light" mb="sm">
            {t("knowledge.writersOnly")}
          </Alert>
        )}
        {writes && props.warning && (
          <Alert color="yellow" variant="light" mb="sm">
            {props.warning}
          </Alert>
        )}
        <LeftOver of={own} />
        <fieldset disabled={!writes} className={classes.fields}>
          <Stack gap="sm">
            <TextInput
              label={t(faq ? "knowledge.question" : "knowledge.title")}
              value={draft.title}
              required
              withAsterisk={false}
              maxLength={300}
              lang={draft.language}
              dir="auto"
              onChange={(event) => setDraft({ ...draft, title: event.currentTarget.value })}
            />
            {faq && (
              <Lines
                label={t("knowledge.questions")}
                description={t("knowledge.questionsText")}
                minRows={3}
                lang={draft.language}
                dir="auto"
                value={wordings}
                onChange={(next) => write({ wordings: next })}
              />
            )}
            <Tabs defaultValue={writes ? "write" : "preview"} keepMounted={false}>
              <Tabs.List>
                <Tabs.Tab value="write">{t(faq ? "knowledge.answer" : "knowledge.body")}</Tabs.Tab>
                <Tabs.Tab value="preview">{t("knowledge.preview")}</Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="write" pt="sm">
                <Textarea
                  aria-label={t(faq ? "knowledge.answer" : "knowledge.body")}
                  description={t("knowledge.markdown")}
                  autosize
                  minRows={faq ? 5 : 14}
                  maxRows={40}
                  maxLength={200_000}
                  required
                  lang={draft.language}
                  dir="auto"
                  value={draft.body}
                  onChange={(event) => setDraft({ ...draft, body: event.currentTarget.value })}
                />
              </Tabs.Panel>
              <Tabs.Panel value="preview" pt="sm">
                <ArticlePreview body={draft.body} language={draft.language} />
              </Tabs.Panel>
            </Tabs>
            <Group align="flex-end">
              <NativeSelect
                label={t("me.language")}
                data={spoken.map((language) => ({ value: language, label: languageName(language) }))}
                value={draft.language}
                onChange={(event) => setDraft({ ...draft, language: event.currentTarget.value })}
              />
              <SegmentedControl
                aria-label={t("knowledge.status")}
                value={draft.status}
                data={(["draft", "published"] as const).map((status) => ({
                  value: status,
                  label: t(`knowledge.statuses.${status}`),
                }))}
                onChange={(status) => setDraft({ ...draft, status: status as ArticleWrite["status"] })}
              />
            </Group>
            <ValidityFields
              from={draft.valid_from}
              until={draft.valid_until}
              onChange={(change) => setDraft({ ...draft, ...change })}
            />
            <ScopeField
              chosen={draft.assistants ?? []}
              onChange={(chosen) => setDraft({ ...draft, assistants: chosen.length > 0 ? chosen : null })}
            />
            {writes && (
              <SaveBar
                changed={changed}
                busy={props.busy}
                disabled={draft.title.trim() === "" || draft.body.trim() === "" || endsTooSoon(draft)}
                onUndo={undo}
              />
            )}
          </Stack>
        </fieldset>
      </form>
      {props.children}
    </Page>
  );
}
