import { useQuery } from "@tanstack/react-query";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { Section } from "@/ui/Page";
import { Row, Rows } from "@/ui/Rows";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../knowledge";
import { gapPath } from "./gaps";

/** The wordings asked again: something that was published since may answer them. */
export function NowAnswered({ gap, language }: { gap: string; language: string }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const again = useQuery({
    queryKey: ["get", gapPath, "ask", gap],
    queryFn: async ({ signal }) =>
      got(await client.POST(`${gapPath}/ask`, { params: { path: { ...params.path, gap_id: gap } }, signal })),
    staleTime: 0,
  });
  return (
    <Section title={t("gaps.now.title")} text={t("gaps.now.text")}>
      {again.isPending && <Loading rows={2} />}
      {again.isError && <ErrorState error={again.error} onRetry={() => void again.refetch()} />}
      {again.data && (
        <Rows>
          {again.data.items.map((asked) => (
            <Row
              key={asked.question}
              name={<bdi lang={language}>{asked.question}</bdi>}
              detail={
                <>
                  {t(`gaps.now.${asked.outcome === "answered" ? "answered" : "unanswered"}`)}
                  {asked.outcome === "answered" && asked.url !== null && (
                    <>
                      {" "}
                      <a href={asked.url} target="_blank" rel="noopener">
                        {asked.title}
                      </a>
                    </>
                  )}
                </>
              }
            />
          ))}
        </Rows>
      )}
    </Section>
  );
}
