import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { $api } from "@/api/client";
import { type Filter, filterOf, narrowedBy, several, sides, states, within } from "@/api/conversations";
import { isLanguage, useWords } from "@/lib/i18n";
import { orderOf } from "@/lib/live/lists";
import { Choice } from "@/ui/Choice";
import { Down } from "@/ui/icons";
import { Menu } from "@/ui/Menu";
import classes from "./Filters.module.css";

const priorities = ["urgent", "high", "normal", "low"] as const;
const risks = ["high", "some", "none"] as const;
const channels = ["web", "form"] as const;
const days = [1, 7, 30, 90] as const;
const sorts = ["newest", "oldest", "waiting", "priority"] as const;

interface Props {
  workspace: string;
  filter: Filter;
}

/** What the list is narrowed to, several of each side; all of it stands in the address. */
export default function Filters({ workspace, filter }: Props) {
  const { t } = useWords();
  const navigate = useNavigate();
  const params = { path: { workspace } };
  const at = "/api/v1/workspaces/{workspace}" as const;
  const labels = $api.useQuery("get", `${at}/labels`, { params }).data?.items ?? [];
  const teams = $api.useQuery("get", `${at}/teams`, { params }).data?.items ?? [];
  const members = $api.useQuery("get", `${at}/members`, { params }).data?.items ?? [];
  const about = $api.useQuery("get", at, { params }).data;

  const narrow = (part: Partial<Filter>) =>
    void navigate({ to: ".", search: (old) => filterOf({ ...(old as Filter), ...part }) });
  const named = (items: readonly { id: string; name: string }[]) =>
    items.map(({ id, name }) => ({ value: id, label: name }));
  const options: Record<(typeof sides)[number], { value: string; label: string }[]> = {
    state: states.map((value) => ({ value, label: t(`states.${value}`) })),
    label: named(labels),
    priority: priorities.map((value) => ({ value, label: t(`lists.priorities.${value}`) })),
    risk: risks.map((value) => ({ value, label: t(`lists.risks.${value}`) })),
    team: [...named(teams), { value: "none", label: t("lists.noTeam") }],
    assignee: [
      { value: "me", label: t("lists.me") },
      { value: "none", label: t("lists.nobody") },
      ...named(members),
    ],
    channel: channels.map((value) => ({ value, label: t(`lists.channels.${value}`) })),
    language: (about?.languages ?? []).map((value) => ({
      value,
      label: isLanguage(value) ? t(`languages.${value}`) : value,
    })),
  };
  return (
    <section className={classes.filters} aria-label={t("inbox.filters.title")} id="inbox-filters">
      {sides.map((side) => {
        const given = several(filter[side]);
        const chosen = options[side].filter(({ value }) => given.includes(value));
        // What an address names that no list has is shown as what it is.
        const more = given.length - Math.min(chosen.length, 1);
        const name = chosen[0]?.label ?? t("lists.several");
        const shown = given.length === 0 ? t(`lists.any.${side}`) : more > 0 ? `${name} +${more}` : name;
        const put = (values: readonly string[]) => narrow({ [side]: values.join(",") || undefined });
        return (
          <Menu
            key={side}
            label={`${t(`lists.${side}`)}: ${shown}`}
            className={classes.side}
            entries={[
              {
                type: "item",
                label: t(`lists.any.${side}`),
                chosen: given.length === 0,
                onSelect: () => put([]),
              },
              { type: "line" },
              ...options[side].map(({ value, label }) => ({
                type: "item" as const,
                label,
                chosen: given.includes(value),
                several: true,
                stays: true,
                onSelect: () =>
                  put(given.includes(value) ? given.filter((one) => one !== value) : [...given, value]),
              })),
            ]}
          >
            <span className={classes.shown}>{shown}</span>
            <Down size={14} />
          </Menu>
        );
      })}
      <Choice
        label={t("lists.unread")}
        options={[
          { value: "", label: t("lists.any.unread") },
          { value: "unread", label: t("lists.onlyUnread") },
        ]}
        value={filter.unread ? "unread" : ""}
        onChange={(next) => narrow({ unread: next !== "" })}
      />
      {within.map((side) => (
        <Choice
          key={side}
          label={t(`lists.${side}`)}
          options={[
            { value: "", label: t(`lists.any.${side}`) },
            ...days.map((count) => ({
              value: String(count),
              label: t(`lists.${side}_days`, { count }),
            })),
          ]}
          value={filter[side] === undefined ? "" : String(filter[side])}
          onChange={(next) => narrow({ [side]: next === "" ? undefined : Number(next) })}
        />
      ))}
      <Choice
        label={t("lists.sort")}
        options={sorts.map((value) => ({ value, label: t(`lists.sorts.${value}`) }))}
        value={orderOf(filter)}
        onChange={(next) => narrow({ sort: sorts.find((one) => one === next) })}
      />
      {(narrowedBy(filter) > 0 || filter.sort !== undefined) && (
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          className={classes.clear}
          onClick={() => void navigate({ to: ".", search: filterOf({ view: filter.view, q: filter.q }) })}
        >
          {t("lists.clear")}
        </Button>
      )}
    </section>
  );
}
