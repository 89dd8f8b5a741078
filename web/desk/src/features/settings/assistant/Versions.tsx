import { Button, NativeSelect } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Section } from "@/ui/Page";
import { Row, Rows } from "@/ui/Rows";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { toast } from "@/ui/toast";
import classes from "./Assistants.module.css";
import { comparisonPath, onePath, stale, useAssistant, type Version, versionsPath } from "./assistants";
import { BackToAssistant } from "./BackToAssistant";
import { Differences } from "./Differences";

const SHOWN = 10;

type Which = "draft" | "live" | number;

/** What went live when, by whom and why; any two beside each other; and the way back. */
export function Versions() {
  const { t, full, maybe } = useWords();
  const navigate = useNavigate();
  const { workspace, assistant, params } = useAssistant();
  const [restoring, setRestoring] = useState<Version | null>(null);
  const one = $api.useQuery("get", onePath, { params });
  const log = useInfiniteQuery({
    queryKey: ["get", versionsPath, params.path],
    queryFn: async ({ pageParam, signal }) =>
      got(
        await client.GET(versionsPath, {
          params: { ...params, query: { limit: SHOWN, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  const restore = useAct(
    async (number: number) =>
      got(
        await client.POST(`${versionsPath}/{number}/restore`, {
          params: { path: { ...params.path, number } },
        }),
      ),
    {
      stale,
      onDone: ({ missing }) => {
        setRestoring(null);
        toast.done(
          missing.length > 0
            ? t("assistant.versions.missing", { models: missing.join(", ") })
            : t("assistant.versions.restored"),
        );
        void navigate({
          to: "/w/$workspace/settings/assistant/$assistant/live",
          params: { workspace, assistant },
        });
      },
    },
  );
  const versions = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <BackToAssistant />
      <Section title={t("assistant.versions.name")} text={t("assistant.versions.text")}>
        {(log.isPending || one.isPending) && <Loading />}
        {log.isError && <ErrorState error={log.error} onRetry={() => void log.refetch()} />}
        {log.data && versions.length === 0 && (
          <EmptyState title={t("assistant.versions.none")} text={t("assistant.versions.noneText")} />
        )}
        {versions.length > 0 && (
          <Rows>
            {versions.map((version) => (
              <Row
                key={version.number}
                name={
                  <span className={classes.name}>
                    {t("assistant.versions.number", { number: version.number })}
                    {version.number === one.data?.live && (
                      <span className={classes.badge} data-tone="good">
                        {t("assistant.liveNow")}
                      </span>
                    )}
                  </span>
                }
                detail={
                  <>
                    <p>
                      {maybe(`assistant.versions.ours.${version.note}`) ||
                        version.note ||
                        t("assistant.versions.noNote")}
                    </p>
                    <p>
                      {maybe(`conversation.actors.${version.author}`) ?? version.author} ·{" "}
                      {full(version.created_at)}
                    </p>
                  </>
                }
              >
                <Button
                  size="xs"
                  variant="default"
                  aria-label={t("assistant.versions.restoreOf", { number: version.number })}
                  onClick={() => setRestoring(version)}
                >
                  {t("assistant.versions.restore")}
                </Button>
              </Row>
            ))}
          </Rows>
        )}
        {log.hasNextPage && (
          <Button
            mt="sm"
            variant="default"
            loading={log.isFetchingNextPage}
            onClick={() => void log.fetchNextPage()}
          >
            {t("assistant.versions.earlier")}
          </Button>
        )}
      </Section>
      {versions.length > 0 && one.data && <Compare versions={versions} edited={one.data.edited} />}
      <ConfirmDialog
        opened={restoring !== null}
        title={t("assistant.versions.restoreTitle", { number: restoring?.number ?? 0 })}
        confirm={t("assistant.versions.restore")}
        danger={one.data?.edited ?? false}
        busy={restore.isPending}
        onConfirm={() => restoring && restore.mutate(restoring.number)}
        onClose={() => setRestoring(null)}
      >
        {t(one.data?.edited ? "assistant.versions.restoreOver" : "assistant.versions.restoreText")}
      </ConfirmDialog>
    </>
  );
}

function Compare({ versions, edited }: { versions: readonly Version[]; edited: boolean }) {
  const { t } = useWords();
  const { params } = useAssistant();
  const [before, setBefore] = useState<Which>(versions[1]?.number ?? "live");
  const [after, setAfter] = useState<Which>(edited ? "draft" : "live");
  const changes = $api.useQuery("get", comparisonPath, { params: { ...params, query: { before, after } } });
  const called = (one: Which) =>
    one === "draft"
      ? t("assistant.draft")
      : one === "live"
        ? t("assistant.liveNow")
        : t("assistant.versions.number", { number: one });
  const choices = (["draft", "live", ...versions.map(({ number }) => number)] as Which[]).map((one) => ({
    value: String(one),
    label: called(one),
  }));
  const read = (value: string): Which => (value === "draft" || value === "live" ? value : Number(value));
  return (
    <Section title={t("assistant.versions.compare")}>
      <div className={classes.selects}>
        <NativeSelect
          label={t("assistant.versions.before")}
          data={choices}
          value={String(before)}
          onChange={(event) => setBefore(read(event.currentTarget.value))}
        />
        <NativeSelect
          label={t("assistant.versions.after")}
          data={choices}
          value={String(after)}
          onChange={(event) => setAfter(read(event.currentTarget.value))}
        />
      </div>
      <div aria-live="polite">
        {changes.isPending && <Loading />}
        {changes.isError && <ErrorState error={changes.error} onRetry={() => void changes.refetch()} />}
        {changes.data && (
          <Differences items={changes.data.items} before={called(before)} after={called(after)} />
        )}
      </div>
    </Section>
  );
}
