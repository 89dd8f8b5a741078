import { Button, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { statuses, type TicketsAsked } from "@/api/tickets";
import { useWords } from "@/lib/i18n";
import { useEver } from "@/lib/opened";
import { Choice } from "@/ui/Choice";
import { Plus, Search } from "@/ui/icons";
import { Page, PageHeader } from "@/ui/Page";
import { TicketList } from "./TicketList";
import classes from "./Tickets.module.css";

const Board = lazy(() => import("./Board"));
const NewTicket = lazy(() => import("@/ui/tickets/NewTicket"));
const route = getRouteApi("/signed-in/w/$workspace/tickets");
const views = ["all", "mine", "unassigned", "watching", "late"] as const;

/** Work for customers that outlives the chat, as a list or as a board. */
export function TicketsPage() {
  const { t } = useWords();
  const { workspace } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate({ from: "/w/$workspace/tickets" });
  const [opening, setOpening] = useState(false);
  const ever = useEver(opening);
  const { as, whose = "all", status, order = "due", q } = search;
  const show = (change: Partial<Record<keyof typeof search, string | undefined>>) =>
    void navigate({ search: (now) => ({ ...now, ...change }) as typeof search, replace: true });
  const find = useDebouncedCallback((words: string) => show({ q: words || undefined }), 250);
  const asked: TicketsAsked = {
    ...(whose === "mine" && { assignee: ["me"] }),
    ...(whose === "unassigned" && { assignee: ["none"] }),
    ...(whose === "watching" && { watching: true }),
    ...(whose === "late" && { late: true }),
    ...(q !== undefined && { q }),
    sort: order,
  };
  const unsolved = status === undefined;
  const narrowed = whose !== "all" || !unsolved || q !== undefined;
  return (
    <Page
      header={
        <PageHeader
          title={t("tickets.title")}
          actions={
            <Button leftSection={<Plus />} onClick={() => setOpening(true)}>
              {t("tickets.new")}
            </Button>
          }
        />
      }
    >
      <div className={classes.bar}>
        <TextInput
          className={classes.search}
          type="search"
          aria-label={t("tickets.search")}
          placeholder={t("tickets.search")}
          leftSection={<Search />}
          defaultValue={q ?? ""}
          onChange={(event) => find(event.currentTarget.value)}
        />
        <Choice
          label={t("tickets.which")}
          value={whose}
          options={views.map((one) => ({ value: one, label: t(`tickets.views.${one}`) }))}
          onChange={(one) => show({ whose: one === "all" ? undefined : one })}
        />
        {as !== "board" && (
          <Choice
            label={t("tickets.status")}
            value={status ?? "unsolved"}
            options={(["unsolved", ...statuses, "any"] as const).map((one) => ({
              value: one,
              label: t(`tickets.statuses.${one}`),
            }))}
            onChange={(one) => show({ status: one === "unsolved" ? undefined : one })}
          />
        )}
        <Choice
          label={t("tickets.sort")}
          value={order}
          options={(["due", "recent"] as const).map((one) => ({
            value: one,
            label: t(`tickets.sorts.${one}`),
          }))}
          onChange={(one) => show({ order: one === "due" ? undefined : one })}
        />
        <Choice
          label={t("tickets.as")}
          value={as ?? "list"}
          options={[
            { value: "list", label: t("tickets.asList") },
            { value: "board", label: t("tickets.asBoard") },
          ]}
          onChange={(one) => show({ as: one === "board" ? "board" : undefined })}
        />
      </div>
      {as === "board" ? (
        <Suspense fallback={null}>
          <Board workspace={workspace} asked={asked} />
        </Suspense>
      ) : (
        <TicketList
          workspace={workspace}
          asked={{
            ...asked,
            ...(status !== "any" && { status: unsolved ? ["open", "waiting_customer"] : [status] }),
          }}
          narrowed={narrowed}
        />
      )}
      <Suspense fallback={null}>
        {ever && <NewTicket opened={opening} workspace={workspace} onClose={() => setOpening(false)} />}
      </Suspense>
    </Page>
  );
}
