import type { QueryClient } from "@tanstack/react-query";
import { useQuery } from "@tanstack/react-query";
import { settle } from "@/lib/held";
import { newDesk } from "@/lib/live/desk";
import { $api, client } from "./client";
import type { Me, Role } from "./types";

/** Who is signed in; the one query that every page waits for. */
export const meQuery = $api.queryOptions("get", "/api/v1/me", {}, { staleTime: 5 * 60_000 });

export function useMe(): Me | undefined {
  return useQuery(meQuery).data;
}

const ranks: Record<Role, number> = { agent: 0, supervisor: 1, admin: 2, owner: 3 };

/** Whether to *show* something meant for a role; the server decides whether it is allowed. */
export function hasRole(me: Me | undefined, workspace: string, role: Role): boolean {
  const membership = me?.workspaces.find((one) => one.slug === workspace);
  return Boolean(me?.user.is_owner) || (membership !== undefined && ranks[membership.role] >= ranks[role]);
}

export const useHasRole = (workspace: string, role: Role): boolean => hasRole(useMe(), workspace, role);

/** What waited to be done is done first. `away` leads to the sign-in. What was read is forgotten after it: a page that still stands would read it anew. */
export async function signOut(cache: QueryClient, away: () => Promise<void>): Promise<void> {
  await settle();
  // What was pushed to who signs out rings for nobody who comes after them at this browser.
  if ("caches" in window) await caches.delete("push").catch(() => false);
  const worker = await navigator.serviceWorker?.getRegistration("/desk/");
  const pushed = await worker?.pushManager?.getSubscription();
  await pushed?.unsubscribe().catch(() => false);
  await client.DELETE("/api/v1/sessions/current");
  // What was before their eyes at this desk is not told any more: its stream has ended.
  newDesk();
  await away();
  cache.clear();
}
