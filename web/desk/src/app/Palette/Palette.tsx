import "@mantine/spotlight/styles.layer.css";
import { useMantineColorScheme } from "@mantine/core";
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from "@mantine/spotlight";
import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { client } from "@/api/client";
import { keys, listQuery } from "@/api/conversations";
import { hasRole, meQuery } from "@/api/session";
import type { Conversation, Me, Page } from "@/api/types";
import { screens } from "@/features/knowledge/screens";
import { placesFor } from "@/features/settings/places";
import { expectArrival } from "@/lib/arrival";
import { useWords } from "@/lib/i18n";
import { answers, runShortcut, type ShortcutId, shortcuts } from "@/lib/shortcuts";
import { Avatar } from "@/ui/Avatar";
import { contactName } from "@/ui/contactName";
import { Bolt, Book, Search, Sliders, Sun, Swap } from "@/ui/icons";
import { Keys } from "@/ui/Keys";

const [store, control] = createSpotlight();
const groups = ["conversation", "tickets", "inbox", "general", "composer"];
const commands = (Object.keys(shortcuts) as ShortcutId[])
  .filter((id) => id !== "palette")
  .sort((a, b) => groups.indexOf(shortcuts[a].group) - groups.indexOf(shortcuts[b].group));

/** Typing in the field chooses the first that is found; letters that were there before it have chosen none. */
function chooseFirst(field: HTMLElement): void {
  const palette = field.closest("[data-palette]");
  if (palette?.querySelector("[data-selected]") === null)
    palette.querySelector<HTMLElement>("[data-action]")?.click();
}

interface Props {
  workspace: string;
  me: Me;
  typed: string;
  onType: (typed: string) => void;
  onClose: () => void;
}

/** Everything by name: what the keys can do here and now, the conversations at hand, screens, other workspaces. */
export default function Palette({ workspace, me, typed, onType, onClose }: Props) {
  const { t } = useWords();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const { setColorScheme } = useMantineColorScheme();

  // What is chosen is done once the palette is gone and the focus is back where it was, for it may move it.
  const before = useRef(document.activeElement);
  const chosen = useRef<(() => void) | null>(null);
  const choose = useCallback((deed: () => void) => {
    chosen.current = deed;
  }, []);
  useEffect(() => {
    control.open();
    return () => {
      control.close();
      if (before.current instanceof HTMLElement) before.current.focus();
      chosen.current?.();
    };
  }, []);

  // At once here, and on the account, so that the next device knows.
  const dress = useCallback(
    (theme: Me["user"]["theme"]) => {
      setColorScheme(theme);
      client.PATCH("/api/v1/me", { body: { theme } }).then(
        ({ data }) => data !== undefined && cache.setQueryData(meQuery.queryKey, data),
        () => undefined,
      );
    },
    [cache, setColorScheme],
  );

  // The newest are at hand wherever it is opened, and whatever lists were looked at.
  const newest = useInfiniteQuery(listQuery(workspace, { view: "all" })).data;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is read from the cache, among the other lists
  const actions = useMemo<SpotlightActionGroupData[]>(() => {
    const arrive: typeof navigate = async (there) =>
      choose(() => {
        expectArrival();
        void navigate(there);
      });
    const known = new Map<string, Conversation>();
    const lists = cache.getQueriesData<InfiniteData<Page<Conversation>>>({ queryKey: keys.lists(workspace) });
    for (const [, list] of lists)
      for (const page of list?.pages ?? []) for (const one of page.items) known.set(one.id, one);
    return [
      {
        group: t("palette.commands"),
        actions: commands.filter(answers).map((id) => ({
          id,
          label: t(shortcuts[id].label),
          leftSection: <Bolt />,
          rightSection: <Keys keys={shortcuts[id].keys[0]} />,
          onClick: () => choose(() => runShortcut(id)),
        })),
      },
      {
        group: t("palette.conversations"),
        actions: [...known.values()].map((one) => ({
          id: one.id,
          label: contactName(t, one.contact),
          description: one.preview,
          leftSection: <Avatar name={one.contact.name} id={one.contact.id} size={24} />,
          onClick: () =>
            choose(
              () =>
                void navigate({
                  to: "/w/$workspace/inbox/$conversation",
                  params: { workspace, conversation: one.id },
                  search: (old) => ({ view: old.view ?? "all" }),
                }),
            ),
        })),
      },
      {
        group: t("nav.knowledge"),
        actions: screens.map(({ name, to }) => ({
          id: to,
          label: t(`knowledge.tabs.${name}`),
          leftSection: <Book />,
          onClick: () => arrive({ to, params: { workspace }, search: {} }),
        })),
      },
      {
        group: t("nav.settings"),
        actions: placesFor(hasRole(me, workspace, "admin")).map((place) => ({
          id: `settings/${place}`,
          label: t(`settings.${place}.name`),
          leftSection: <Sliders />,
          onClick: () => arrive({ to: `/w/$workspace/settings/${place}`, params: { workspace } }),
        })),
      },
      {
        group: t("palette.look"),
        actions: (["light", "dark", "auto"] as const).map((scheme) => ({
          id: scheme,
          label: t(`palette.${scheme}`),
          leftSection: <Sun />,
          onClick: () => dress(scheme),
        })),
      },
      {
        group: t("nav.workspaces"),
        actions: me.workspaces
          .filter((one) => one.slug !== workspace)
          .map((one) => ({
            id: one.id,
            label: one.name,
            leftSection: <Swap />,
            onClick: () =>
              arrive({
                to: "/w/$workspace/inbox",
                params: { workspace: one.slug },
                search: { view: "mine" },
              }),
          })),
      },
    ].filter((group) => group.actions.length > 0);
  }, [cache, workspace, me, newest, navigate, dress, choose, t]);

  return (
    <Spotlight
      store={store}
      actions={actions}
      shortcut={null}
      data-palette
      query={typed}
      onQueryChange={onType}
      // Few enough never to scroll: typing finds the rest, and no scroller stands in the keyboard's way.
      limit={9}
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
      nothingFound={t("palette.nothing")}
      searchProps={{
        leftSection: <Search />,
        placeholder: t("palette.placeholder"),
        "aria-label": t("palette.placeholder"),
        onKeyDown: (event) => {
          if (event.key === "Enter" && typed !== "" && !event.nativeEvent.isComposing)
            chooseFirst(event.currentTarget);
        },
      }}
      onSpotlightClose={onClose}
      returnFocus={false}
      transitionProps={{ duration: 0 }}
    />
  );
}
