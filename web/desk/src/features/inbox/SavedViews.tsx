import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { $api, client } from "@/api/client";
import { countsQuery, type Filter, filterOf, got, narrowedBy } from "@/api/conversations";
import { useHasRole } from "@/api/session";
import type { SavedView } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { More, Plus } from "@/ui/icons";
import { Menu, type MenuEntry } from "@/ui/Menu";
import classes from "./SavedViews.module.css";
import { asAddress, asKept } from "./ViewKept";

const viewsPath = "/api/v1/workspaces/{workspace}/views" as const;
const ViewDialog = lazy(() => import("./ViewDialog"));
/** Beyond so many the server counts no further. */
const counted = 1000;

interface Props {
  workspace: string;
  filter: Filter;
}

const same = (a: Filter, b: Filter) => JSON.stringify(filterOf(a)) === JSON.stringify(filterOf(b));

/** Lists that were kept under a name, as links with what there is to do in each. */
export default function SavedViews({ workspace, filter }: Props) {
  const { t } = useWords();
  const navigate = useNavigate();
  const params = { path: { workspace } };
  const supervisor = useHasRole(workspace, "supervisor");
  const [editing, setEditing] = useState<SavedView | "new" | null>(null);
  const [removing, setRemoving] = useState<SavedView | null>(null);
  const views = $api.useQuery("get", viewsPath, { params }).data?.items ?? [];
  // Counted anew where something has moved between the lists, and never more often than it is looked at.
  const moved = useQuery(countsQuery(workspace)).dataUpdatedAt;
  const counts = useQuery({
    queryKey: [
      "get",
      `${viewsPath}/counts`,
      { params },
      Math.floor(moved / 5_000),
      views.map(({ id }) => id),
    ],
    queryFn: async ({ signal }) => got(await client.GET(`${viewsPath}/counts`, { params, signal })),
    placeholderData: (before) => before,
    enabled: views.length > 0,
  }).data;
  const open = new Map(counts?.items.map((one) => [one.id, one.open]));
  const chosen = views.find((view) => same(asAddress(view.filter), filter));
  const may = (view: SavedView) => !view.shared || supervisor;

  const stale = [viewsPath];
  const order = useAct(
    async (ids: string[]) => client.POST(`${viewsPath}/order`, { params, body: { ids } }),
    {
      stale,
    },
  );
  const put = useAct(
    async ({ id, name, shared }: SavedView) =>
      got(
        await client.PUT(`${viewsPath}/{view_id}`, {
          params: { path: { workspace, view_id: id } },
          body: { name, shared, filter: asKept(filter) },
        }),
      ),
    { stale, done: t("ui.saved") },
  );
  const remove = useAct(
    async ({ id }: SavedView) =>
      client.DELETE(`${viewsPath}/{view_id}`, { params: { path: { workspace, view_id: id } } }),
    { stale, onDone: () => setRemoving(null) },
  );
  const move = (view: SavedView, by: -1 | 1) => {
    const ids = views.filter(({ shared }) => shared === view.shared).map(({ id }) => id);
    const at = ids.indexOf(view.id);
    const other = ids[at + by];
    if (other === undefined) return;
    ids[at + by] = view.id;
    ids[at] = other;
    order.mutate(ids);
  };
  // A view that was chosen and then narrowed otherwise may be kept as it is now.
  const changeable = views.filter(may);
  const manage: MenuEntry[] = chosen
    ? [
        { type: "item", label: t("lists.saved.rename"), onSelect: () => setEditing(chosen) },
        { type: "item", label: t("lists.saved.earlier"), onSelect: () => move(chosen, -1) },
        { type: "item", label: t("lists.saved.later"), onSelect: () => move(chosen, 1) },
        { type: "line" },
        { type: "item", label: t("lists.saved.remove"), onSelect: () => setRemoving(chosen) },
      ]
    : [
        { type: "item", label: t("lists.saved.keep"), icon: <Plus />, onSelect: () => setEditing("new") },
        ...(changeable.length > 0 ? [{ type: "heading" as const, label: t("lists.saved.replace") }] : []),
        ...changeable.map((view) => ({
          type: "item" as const,
          label: view.name,
          onSelect: () => put.mutate(view),
        })),
      ];
  const nothingToKeep = chosen === undefined && narrowedBy(filter) === 0 && filter.sort === undefined;
  if (views.length === 0 && nothingToKeep) return null;
  return (
    <div className={classes.bar}>
      <nav aria-label={t("lists.saved.label")} className={classes.nav}>
        <ul className={classes.views}>
          {views.map((view) => {
            const count = open.get(view.id);
            return (
              <li key={view.id}>
                <Link
                  to="/w/$workspace/inbox"
                  params={{ workspace }}
                  search={asAddress(view.filter)}
                  className={classes.view}
                  aria-current={view === chosen ? "page" : undefined}
                  title={view.shared ? t("lists.saved.ofAll") : undefined}
                >
                  <bdi className={classes.name}>{view.name}</bdi>
                  <span className={classes.count}>
                    {count === undefined ? "–" : count > counted ? `${counted}+` : count}
                  </span>
                </Link>
              </li>
            );
          })}
        </ul>
      </nav>
      {!nothingToKeep && filter.q === undefined && (chosen === undefined || may(chosen)) && (
        <Menu
          label={t("lists.saved.menu")}
          align="end"
          className={chosen ? undefined : classes.keep}
          entries={manage}
        >
          {chosen ? (
            <More />
          ) : (
            <>
              <Plus size={13} />
              {t("lists.saved.keepShort")}
            </>
          )}
        </Menu>
      )}
      {editing !== null && (
        <Suspense fallback={null}>
          <ViewDialog
            workspace={workspace}
            view={editing === "new" ? null : editing}
            filter={filter}
            mayShare={supervisor}
            onClose={() => setEditing(null)}
          />
        </Suspense>
      )}
      <ConfirmDialog
        opened={removing !== null}
        title={t("lists.saved.removeTitle", { name: removing?.name ?? "" })}
        confirm={t("lists.saved.remove")}
        busy={remove.isPending}
        danger
        onConfirm={() => {
          if (removing === null) return;
          remove.mutate(removing, {
            onSuccess: () =>
              void navigate({ to: "/w/$workspace/inbox", params: { workspace }, search: { view: "all" } }),
          });
        }}
        onClose={() => setRemoving(null)}
      >
        {t(removing?.shared ? "lists.saved.removeShared" : "lists.saved.removeText")}
      </ConfirmDialog>
    </div>
  );
}
