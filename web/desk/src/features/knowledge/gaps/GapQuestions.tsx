import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { Section } from "@/ui/Page";
import { Row, Rows } from "@/ui/Rows";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../knowledge";
import { gapQuestionsPath } from "./gaps";

/** Where it was asked: each question as it was put, with the way to its conversation. */
export function GapQuestions({ gap, language }: { gap: string; language: string }) {
  const { t, full } = useWords();
  const { workspace, params } = useWorkspace();
  const questions = useInfiniteQuery({
    queryKey: ["get", gapQuestionsPath, gap],
    queryFn: async ({ pageParam, signal }) =>
      got(
        await client.GET(gapQuestionsPath, {
          params: {
            path: { ...params.path, gap_id: gap },
            query: pageParam === null ? {} : { cursor: pageParam },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  const items = questions.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title={t("gaps.questions")}>
      {questions.isPending && <Loading rows={3} />}
      {questions.isError && <ErrorState error={questions.error} onRetry={() => void questions.refetch()} />}
      {items.length > 0 && (
        <Rows>
          {items.map((asked) => (
            <Row
              key={asked.message_id}
              name={<bdi lang={language}>{asked.question}</bdi>}
              detail={
                <>
                  <time dateTime={asked.asked_at}>{full(asked.asked_at)}</time>
                  {` · ${t(`gaps.reasons.${asked.reason}`)}`}
                  {asked.nearest !== null && ` · ${t("gaps.nearest", { title: asked.nearest })}`}
                </>
              }
            >
              <Button
                renderRoot={(props) => (
                  <Link
                    to="/w/$workspace/inbox/$conversation"
                    params={{ workspace, conversation: asked.conversation_id }}
                    search={{ view: "all" }}
                    {...props}
                  />
                )}
                variant="default"
                size="xs"
                aria-label={t("gaps.openConversationOf", { question: asked.question })}
              >
                {t("gaps.openConversation")}
              </Button>
            </Row>
          ))}
        </Rows>
      )}
      {questions.hasNextPage && (
        <Button
          variant="default"
          mt="md"
          loading={questions.isFetchingNextPage}
          onClick={() => void questions.fetchNextPage()}
        >
          {t("inbox.more")}
        </Button>
      )}
    </Section>
  );
}
