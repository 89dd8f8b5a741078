import { useParams } from "@tanstack/react-router";

/** The workspace of the address, and the parameters every path of its API needs. */
export function useWorkspace() {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  return { workspace, params: { path: { workspace } } } as const;
}
