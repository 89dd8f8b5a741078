import { $api } from "@/api/client";
import type { Contact, Macro } from "@/api/types";
import { useWords } from "@/lib/i18n";

export const macrosPath = "/api/v1/workspaces/{workspace}/macros";

/** Whether it does more than type: that is shown before it is done. */
export const changes = (macro: Macro): boolean =>
  macro.labels.length > 0 || macro.priority !== null || macro.ending !== null;

/** Its words with what is known of the customer and of who writes; what is not known is left out with its space. */
export function fill(text: string, contact: Contact, agent: string): string {
  const known: Record<string, string> = {
    name: contact.name ?? "",
    email: contact.email ?? "",
    agent,
  };
  return text.replace(/ ?\{(name|email|agent)\}/g, (whole, key: string) => {
    const value = known[key] ?? "";
    return value === "" ? "" : whole.startsWith(" ") ? ` ${value}` : value;
  });
}

/** What a macro does beside saying something, a line each, in its order. */
export function useEffects(workspace: string, enabled = true): (macro: Macro) => string[] {
  const { t } = useWords();
  const params = { path: { workspace } };
  const options = { enabled, staleTime: 60_000 };
  const labels = $api.useQuery("get", "/api/v1/workspaces/{workspace}/labels", { params }, options);
  const teams = $api.useQuery("get", "/api/v1/workspaces/{workspace}/teams", { params }, options);
  const members = $api.useQuery("get", "/api/v1/workspaces/{workspace}/members", { params }, options);
  const named = (items: readonly { id: string; name: string }[] | undefined, id: string | null) =>
    items?.find((one) => one.id === id)?.name ?? t("talk.macros.gone");
  return (macro) => {
    const lines: string[] = [];
    if (macro.labels.length > 0) {
      const names = macro.labels.map((id) => named(labels.data?.items, id));
      lines.push(t("talk.macros.effects.labels", { names: names.join(", ") }));
    }
    if (macro.priority !== null) {
      const priority = t(`why.understood.priorities.${macro.priority}`);
      lines.push(t("talk.macros.effects.priority", { priority }));
    }
    if (macro.ending === "user")
      lines.push(t("talk.macros.effects.user", { name: named(members.data?.items, macro.target) }));
    else if (macro.ending === "team")
      lines.push(t("talk.macros.effects.team", { name: named(teams.data?.items, macro.target) }));
    else if (macro.ending === "resolved") lines.push(t("talk.macros.effects.resolved"));
    else if (macro.ending !== null)
      lines.push(`${t("talk.snooze.title")}: ${t(`talk.snooze.${macro.ending}`)}`);
    return lines;
  };
}
