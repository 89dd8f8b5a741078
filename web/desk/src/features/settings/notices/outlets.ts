import type { Outlet } from "@/api/notices";

export const outletKinds = ["slack", "teams", "discord", "google_chat", "apprise"] as const;
export const told = [
  "waiting",
  "untaken",
  "budget",
  "models",
] as const satisfies readonly Outlet["tells"][number][];
