import { useInfiniteQuery } from "@tanstack/react-query";
import { listQuery } from "@/api/conversations";
import { useHasRole } from "@/api/session";

/** Whether nobody has ever written here, and who asks is the one to change that. */
export function useIsNew(workspace: string): boolean {
  const admin = useHasRole(workspace, "admin");
  const all = useInfiniteQuery({ ...listQuery(workspace, { view: "all" }), enabled: admin });
  return admin && all.data?.pages[0]?.items.length === 0;
}
