import { Button } from "@mantine/core";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { $api, client } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { IconButton } from "@/ui/IconButton";
import { Back, Pencil } from "@/ui/icons";
import { Page, PageHeader, Section } from "@/ui/Page";
import { ErrorState, Loading } from "@/ui/States";
import { useMayWrite, useWorkspace } from "../knowledge";
import { GapQuestions } from "./GapQuestions";
import { gapPath, staleLists } from "./gaps";
import { NowAnswered } from "./NowAnswered";

/** One gap: who asked it and how, whether it would be answered by now, and what can be done about it. */
export function GapPage() {
  const { t, languageName, full } = useWords();
  const { workspace, params } = useWorkspace();
  const { gap: id } = useParams({ from: "/signed-in/w/$workspace/knowledge/gaps/$gap" });
  const writes = useMayWrite();
  const navigate = useNavigate();
  const at = { params: { path: { ...params.path, gap_id: id } } };
  const gap = $api.useQuery("get", gapPath, at);
  const dismiss = useAct(async () => client.POST(`${gapPath}/dismiss`, at), {
    done: t("gaps.done.dismissed"),
    stale: staleLists,
  });
  const restore = useAct(async () => client.POST(`${gapPath}/restore`, at), {
    done: t("gaps.done.restored"),
    stale: staleLists,
  });
  const home = {
    label: t("gaps.backToList"),
    go: () => void navigate({ to: "/w/$workspace/knowledge/gaps", params: { workspace }, search: {} }),
  };
  const back = (
    <IconButton label={home.label} onClick={home.go}>
      <Back />
    </IconButton>
  );
  if (gap.isPending) return <Loading />;
  if (gap.isError) return <ErrorState error={gap.error} onRetry={() => void gap.refetch()} back={home} />;
  const { state, asked, since, language, wordings, article_id, article_status } = gap.data;
  const actions = writes && (
    <>
      {state === "dismissed" ? (
        <Button variant="default" loading={restore.isPending} onClick={() => restore.mutate()}>
          {t("gaps.restore")}
        </Button>
      ) : (
        <Button variant="default" loading={dismiss.isPending} onClick={() => dismiss.mutate()}>
          {t("gaps.dismiss")}
        </Button>
      )}
      {article_id === null && (
        <Button component={Link} to={`/w/${workspace}/knowledge/gaps/${id}/answer`} leftSection={<Pencil />}>
          {t("gaps.write")}
        </Button>
      )}
    </>
  );
  return (
    <Page
      header={<PageHeader title={t("gaps.one")} name={wordings[0]} back={back} actions={actions} />}
      narrow
    >
      <Section
        title={wordings[0] ?? t("gaps.wordless")}
        text={[
          languageName(language),
          t("gaps.askedInAll", { count: asked }),
          t("gaps.first", { when: full(gap.data.first_asked_at) }),
        ].join(" · ")}
      >
        {state === "open" && since > 0 && <p>{t("gaps.backText", { count: since })}</p>}
        {state === "dismissed" && <p>{t("gaps.dismissedText")}</p>}
        {article_id !== null && (
          <p>
            {t(article_status === "published" ? "gaps.answeredBy" : "gaps.draftedAs")}{" "}
            <Link to="/w/$workspace/knowledge/$article" params={{ workspace, article: article_id }}>
              {gap.data.article_title}
            </Link>
          </p>
        )}
      </Section>
      <NowAnswered gap={id} language={language} />
      <GapQuestions gap={id} language={language} />
    </Page>
  );
}
