import { createRoute, redirect } from "@tanstack/react-router";
import { hasRole } from "@/api/session";
import { withWords } from "@/lib/i18n";
import { screen } from "../screen";
import { workspaceRoute } from "./workspace";

const settingsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/settings",
  component: screen(() => import("@/features/settings/SettingsPage"), "SettingsPage"),
});

const firstRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/",
  beforeLoad: ({ context, params }) => {
    const place = hasRole(context.me, params.workspace, "admin") ? "assistant" : "replies";
    throw redirect({ to: `/w/$workspace/settings/${place}`, params });
  },
});

const assistantRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/assistant",
  component: screen(
    () => withWords("assistant", withWords("why", import("@/features/settings/assistant/AssistantSettings"))),
    "AssistantSettings",
  ),
});

const assistantsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/assistants",
  component: screen(
    () => withWords("assistant", import("@/features/settings/assistant/Assistants")),
    "Assistants",
  ),
});

const oneAssistantRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/assistant/$assistant",
  component: screen(
    () => withWords("assistant", withWords("why", import("@/features/settings/assistant/AssistantSettings"))),
    "AssistantSettings",
  ),
});

const goLiveRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/assistant/$assistant/live",
  component: screen(() => withWords("assistant", import("@/features/settings/assistant/GoLive")), "GoLive"),
});

const readsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/assistant/$assistant/reads",
  component: screen(() => withWords("assistant", import("@/features/settings/assistant/Reads")), "Reads"),
});

const versionsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/assistant/$assistant/versions",
  component: screen(
    () => withWords("assistant", import("@/features/settings/assistant/Versions")),
    "Versions",
  ),
});

const intentsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/intents",
  component: screen(
    () => withWords("teaching", withWords("why", import("@/features/settings/intents/IntentSettings"))),
    "IntentSettings",
  ),
});

const modelsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/models",
  component: screen(
    () => withWords("models", import("@/features/settings/models/ModelSettings")),
    "ModelSettings",
  ),
});

const actionsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/actions",
  component: screen(
    () => withWords("actions", import("@/features/settings/actions/ActionSettings")),
    "ActionSettings",
  ),
});

const leadsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/leads",
  validateSearch: ({ state }: Record<string, unknown>): { state?: "dealt_with" | "all" | "open" } =>
    state === "dealt_with" || state === "all" ? { state } : {},
  component: screen(() => withWords("actions", import("@/features/settings/leads/LeadList")), "LeadList"),
});

const trialsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/trials",
  component: screen(
    () => withWords("teaching", withWords("why", import("@/features/settings/trials/TrialSettings"))),
    "TrialSettings",
  ),
});

const trialRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/trials/$run",
  component: screen(
    () => withWords("teaching", withWords("why", import("@/features/settings/trials/TrialReport"))),
    "TrialReport",
  ),
});

const widgetRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/widget",
  component: screen(
    () => withWords("widget", import("@/features/settings/widget/WidgetSettings")),
    "WidgetSettings",
  ),
});

const behaviourRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/widget/$key",
  component: screen(
    () => withWords("widget", import("@/features/settings/behaviour/BehaviourSettings")),
    "BehaviourSettings",
  ),
});

const repliesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/replies",
  component: screen(
    () => withWords("talk", withWords("why", import("@/features/settings/replies/ReplySettings"))),
    "ReplySettings",
  ),
});

const rulesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/rules",
  component: screen(
    () =>
      withWords(
        "rules",
        withWords("talk", withWords("why", import("@/features/settings/rules/RuleSettings"))),
      ),
    "RuleSettings",
  ),
});

const queueRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/queue",
  component: screen(
    () => withWords("queue", import("@/features/settings/queue/QueueSettings")),
    "QueueSettings",
  ),
});

const slaRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/sla",
  component: screen(() => withWords("tickets", import("@/features/settings/sla/SlaSettings")), "SlaSettings"),
});

const noticeSettingsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/notices",
  component: screen(
    () => withWords("notices", import("@/features/settings/notices/NoticeSettings")),
    "NoticeSettings",
  ),
});

const peopleRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/people",
  component: screen(
    () => withWords("joining", import("@/features/settings/people/PeopleSettings")),
    "PeopleSettings",
  ),
});

const workspaceSettingsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/workspace",
  component: screen(() => import("@/features/settings/workspace/WorkspaceSettings"), "WorkspaceSettings"),
});

const attachmentsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/attachments",
  component: screen(
    () => withWords("widget", import("@/features/settings/attachments/AttachmentSettings")),
    "AttachmentSettings",
  ),
});

const keysRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/keys",
  component: screen(() => import("@/features/settings/keys/KeySettings"), "KeySettings"),
});

const auditRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/audit",
  component: screen(() => withWords("audit", import("@/features/settings/audit/AuditLog")), "AuditLog"),
});

export const settingsRoutes = settingsRoute.addChildren([
  firstRoute,
  assistantRoute,
  assistantsRoute,
  oneAssistantRoute,
  goLiveRoute,
  readsRoute,
  versionsRoute,
  intentsRoute,
  modelsRoute,
  actionsRoute,
  leadsRoute,
  trialsRoute,
  trialRoute,
  widgetRoute,
  behaviourRoute,
  repliesRoute,
  rulesRoute,
  queueRoute,
  slaRoute,
  noticeSettingsRoute,
  peopleRoute,
  workspaceSettingsRoute,
  attachmentsRoute,
  keysRoute,
  auditRoute,
]);
