import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { type ReactNode, Suspense, useState } from "react";
import { $api } from "@/api/client";
import { isGoing, type Source, sourceQuery } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import { IconButton } from "@/ui/IconButton";
import { Back, Pencil, Trash, Upload } from "@/ui/icons";
import { Page, PageHeader, Section } from "@/ui/Page";
import { ErrorState, Loading } from "@/ui/States";
import { useMayWrite, useWorkspace } from "../knowledge";
import { ImportFiles, RemoveSource, ReplaceText, SourceSettings } from "./dialogs";
import { FailedReading } from "./FailedReading";
import { FileList } from "./FileList";
import { isWeb, stateOfSource, useNames } from "./names";
import { RunList } from "./RunList";
import { RunProgress } from "./RunProgress";
import classes from "./SourcePage.module.css";
import { StateMark } from "./StateMark";
import { useImporting } from "./useImporting";

export type Dialog = "files" | "text" | "settings" | "remove";

/** One source: what it is, how its reading goes, what has been read before, and what it consists of. */
export function SourcePage() {
  const { t } = useWords();
  const { workspace } = useWorkspace();
  const { source: id } = useParams({ from: "/signed-in/w/$workspace/knowledge/sources/$source" });
  const writes = useMayWrite();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const source = useQuery(sourceQuery(workspace, id));
  const close = () => setDialog(null);
  const home = {
    label: t("sources.back"),
    go: () => void navigate({ to: "/w/$workspace/knowledge/sources", params: { workspace } }),
  };
  const back = (
    <IconButton label={home.label} onClick={home.go}>
      <Back />
    </IconButton>
  );
  if (source.isPending) return <Loading />;
  if (source.isError)
    return <ErrorState error={source.error} onRetry={() => void source.refetch()} back={home} />;
  return (
    <Page
      header={
        <PageHeader
          title={source.data.name}
          back={back}
          actions={
            writes && (
              <>
                <ReadButton source={source.data} onDialog={setDialog} />
                <IconButton label={t("sources.settings")} onClick={() => setDialog("settings")}>
                  <Pencil />
                </IconButton>
                <IconButton
                  label={t("sources.remove.title", { name: source.data.name })}
                  onClick={() => setDialog("remove")}
                >
                  <Trash />
                </IconButton>
              </>
            )
          }
        />
      }
    >
      <Facts source={source.data} onDialog={setDialog} />
      <Section title={t("sources.runs")}>
        <RunList source={source.data} />
      </Section>
      <Section title={t("sources.files")} text={t("sources.filesText")}>
        <FileList source={source.data.id} />
      </Section>
      <Suspense fallback={null}>
        {dialog === "files" && <ImportFiles source={source.data} onClose={close} />}
        {dialog === "text" && <ReplaceText source={source.data} onClose={close} />}
        {dialog === "settings" && <SourceSettings source={source.data} onClose={close} />}
        {dialog === "remove" && <RemoveSource source={source.data} onClose={close} />}
      </Suspense>
    </Page>
  );
}

/** The one thing to do next: read it again, or stop what is going. */
function ReadButton({ source, onDialog }: { source: Source; onDialog: (dialog: Dialog) => void }) {
  const { t } = useWords();
  const { begin, stop } = useImporting(source);
  if (isGoing(source.last_import))
    return (
      <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate()}>
        {t("sources.stop")}
      </Button>
    );
  if (isWeb(source.kind))
    return (
      <Button loading={begin.isPending} onClick={() => begin.mutate()}>
        {t("sources.again")}
      </Button>
    );
  const files = source.kind === "files";
  return (
    <Button leftSection={<Upload />} onClick={() => onDialog(files ? "files" : "text")}>
      {t(files ? "sources.importFiles" : "sources.importText")}
    </Button>
  );
}

function Facts({ source, onDialog }: { source: Source; onDialog: (dialog: Dialog) => void }) {
  const { t, full, languageName } = useWords();
  const { workspace, params } = useWorkspace();
  const { schedule } = useNames();
  const zone = $api.useQuery("get", "/api/v1/workspaces/{workspace}", { params }).data?.time_zone;
  const elsewhere = zone !== undefined && zone !== Intl.DateTimeFormat().resolvedOptions().timeZone;
  const run = source.last_import;
  return (
    <Section title={t(`sources.kinds.${source.kind}`)}>
      <div className={classes.facts}>
        <Fact live>
          <StateMark state={stateOfSource(source)} />
        </Fact>
        {source.url !== null && (
          <Fact>
            <a href={source.url} target="_blank" rel="noopener noreferrer" className={classes.url}>
              {source.url}
            </a>
            {source.path_prefix}
          </Fact>
        )}
        <Fact>
          <Link
            to="/w/$workspace/knowledge"
            params={{ workspace }}
            search={{ source: source.id }}
            className={classes.link}
            title={t("sources.showArticles")}
          >
            {t("sources.articles", { count: source.articles })}
          </Link>
        </Fact>
        {isWeb(source.kind) && (
          <Fact>
            {schedule(source.schedule)}
            {source.due_at !== null &&
              ` · ${t("sources.schedule.next", { when: full(source.due_at, zone) })}${elsewhere ? ` (${zone})` : ""}`}
          </Fact>
        )}
        {source.language !== null && <Fact>{languageName(source.language)}</Fact>}
      </div>
      {isGoing(run) && run !== null && <RunProgress run={run} name={source.name} />}
      <FailedReading source={source} onDialog={onDialog} />
    </Section>
  );
}

/** One thing about a source; `live` ones are read aloud when they change. */
const Fact = ({ live, children }: { live?: boolean; children: ReactNode }) => (
  <span className={classes.fact} {...(live && { "aria-live": "polite" })}>
    {children}
  </span>
);
