import type { NoticeSettings } from "@/api/notices";

/** In the order they are shown. */
export const noticeKinds = [
  "waiting",
  "assigned",
  "answered",
  "mention",
  "untaken",
  "ticket",
  "sla",
  "budget",
  "models",
  "rule",
] as const satisfies readonly (keyof NoticeSettings["channels"])[];
export const channels = ["desk", "push", "mail"] as const;
/** What only admins are told. */
export const admins: ReadonlySet<string> = new Set(["budget", "models"]);
