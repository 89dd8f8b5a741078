import type { Got, Item } from "./types";

export const noticesPath = "/api/v1/workspaces/{workspace}/notices";
export const unreadPath = "/api/v1/workspaces/{workspace}/notices/unread";
export const outletsPath = "/api/v1/workspaces/{workspace}/outlets";
export const escalationPath = "/api/v1/workspaces/{workspace}/escalation";
export const noticeSettingsPath = "/api/v1/workspaces/{workspace}/notices/settings";
export const pushPath = "/api/v1/workspaces/{workspace}/notices/push";

export type Notice = Item<Got<typeof noticesPath>>;
export type NoticeSettings = Got<typeof noticeSettingsPath>;
export type Outlet = Item<Got<typeof outletsPath>>;
export type Escalation = Got<typeof escalationPath>;
