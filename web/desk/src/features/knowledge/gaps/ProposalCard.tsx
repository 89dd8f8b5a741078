import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { articlesPath, useMayWrite, useWorkspace } from "../knowledge";
import { type Proposal, proposalPath, staleLists } from "./gaps";
import classes from "./ProposalList.module.css";
import { asArticle, asFaq } from "./writing";

/** The customer's question, the colleague's answer, and what may become of them. */
export function ProposalCard({ proposal }: { proposal: Proposal }) {
  const { t, full, languageName } = useWords();
  const { workspace, params } = useWorkspace();
  const writes = useMayWrite();
  const at = { params: { path: { ...params.path, proposal_id: proposal.id } } };
  const { language, question, wordings, answer, hidden } = proposal;
  const accept = useAct(
    async () =>
      got(
        await client.POST(`${proposalPath}/accept`, {
          ...at,
          body: asFaq(asArticle(language, [question, ...wordings], answer)),
        }),
      ),
    { done: t("gaps.proposals.accepted"), stale: [articlesPath, ...staleLists] },
  );
  const reject = useAct(async () => client.POST(`${proposalPath}/reject`, at), {
    done: t("gaps.proposals.rejected"),
    stale: staleLists,
  });
  const busy = accept.isPending || reject.isPending;
  const kinds = hidden.map((kind) => t(`gaps.personal.${kind}`)).join(", ");
  return (
    <li className={classes.card} aria-label={question}>
      <h2 className={classes.question} lang={language} dir="auto">
        {question}
      </h2>
      <p className={classes.answer} lang={language} dir="auto">
        {answer}
      </p>
      <p className={classes.facts}>
        <span>{languageName(language)}</span>
        <span>{t("gaps.proposals.by", { name: proposal.agent, when: full(proposal.answered_at) })}</span>
        {wordings.length > 0 && <span>{t("gaps.proposals.wordings", { count: wordings.length })}</span>}
        <Link
          to="/w/$workspace/inbox/$conversation"
          params={{ workspace, conversation: proposal.conversation_id }}
          search={{ view: "all" }}
          className={classes.link}
        >
          {t("gaps.openConversation")}
        </Link>
      </p>
      {hidden.length > 0 && <p className={classes.hidden}>{t("gaps.proposals.hidden", { kinds })}</p>}
      {writes && (
        <div className={classes.acts}>
          <Button size="xs" disabled={busy} loading={accept.isPending} onClick={() => accept.mutate()}>
            {t("gaps.proposals.accept")}
          </Button>
          <Button
            size="xs"
            variant="default"
            component={Link}
            to={`/w/${workspace}/knowledge/gaps/proposals/${proposal.id}`}
          >
            {t("gaps.proposals.editFirst")}
          </Button>
          <Button
            size="xs"
            variant="subtle"
            color="red"
            disabled={busy}
            loading={reject.isPending}
            onClick={() => reject.mutate()}
          >
            {t("gaps.proposals.reject")}
          </Button>
        </div>
      )}
    </li>
  );
}
