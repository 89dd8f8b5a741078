import type { Rule } from "@/api/types";
import type { Key } from "@/lib/i18n";

export const rulesPath = "/api/v1/workspaces/{workspace}/rules";

export type When = Rule["when"];
export type Condition = Rule["conditions"][number];
export type Action = Rule["actions"][number];
export type Written = Pick<
  Rule,
  "name" | "enabled" | "when" | "match" | "conditions" | "actions" | "stop"
> & { version?: string };

export const mostConditions = 20;
export const mostActions = 10;
export const priorities = ["low", "normal", "high", "urgent"] as const;
export const risks = ["high", "some", "none"] as const;
export const asides = ["later_today", "tomorrow", "next_week"] as const;
export const outcomes = ["resolved", "not_resolved", "cancelled"] as const;
export const moments = ["opened", "customer_wrote", "answered", "waiting"] as const;
export const occasions = [
  "message",
  "opened",
  "reopened",
  "handed_over",
  "assigned",
  "labelled",
  "waiting",
  "closed",
  "woken",
  "rated",
] as const satisfies readonly When["on"][];
export const kinds = [
  "words",
  "channel",
  "language",
  "labels",
  "priority",
  "risk",
  "state",
  "team",
  "assignee",
  "contact",
  "page",
  "rating",
  "hours",
  "since",
] as const satisfies readonly Condition["of"][];
export const deeds = [
  "add_labels",
  "remove_labels",
  "priority",
  "assign",
  "snooze",
  "close",
  "reply",
  "note",
  "tell",
  "post",
] as const satisfies readonly Action["do"][];

export const fresh: Written = {
  name: "",
  enabled: true,
  when: { on: "message" },
  match: "all",
  conditions: [],
  actions: [{ do: "priority", priority: "high" }],
  stop: false,
};

/** Nothing is chosen in it yet. */
export function newWhen(on: When["on"]): When {
  if (on === "labelled") return { on, labels: [] };
  if (on === "waiting") return { on, minutes: 10 };
  return { on };
}

/** Nothing is chosen in it yet. */
export function newCondition(of: Condition["of"]): Condition {
  switch (of) {
    case "hours":
      return { of, no: false };
    case "since":
      return { of, no: false, moment: "opened", minutes: 60 };
    case "contact":
      return { of, no: false, field: "", any: [] };
    default:
      return { of, no: false, any: [] } as Condition;
  }
}

/** Nothing is chosen in it yet. */
export function newAction(what: Action["do"]): Action {
  switch (what) {
    case "add_labels":
    case "remove_labels":
      return { do: what, labels: [] };
    case "priority":
      return { do: what, priority: "high" };
    case "assign":
      return { do: what, to: "queue", target: null };
    case "snooze":
      return { do: what, until: "tomorrow" };
    case "close":
      return { do: what, outcome: "resolved" };
    case "reply":
      return { do: what, shortcut: "" };
    case "note":
      return { do: what, text: "" };
    case "tell":
      return { do: what, to: "supervisors", target: null };
    case "post":
      return { do: what, outlet_id: "" };
  }
}

/** Everything in it is chosen and written, as far as can be seen from here. */
export const complete = (rule: Written): boolean =>
  rule.actions.length > 0 && rule.conditions.every(asks) && rule.actions.every(does);

function asks(one: Condition): boolean {
  if (one.of === "contact") return one.field.trim() !== "";
  return "any" in one ? one.any.length > 0 : true;
}

function does(one: Action): boolean {
  switch (one.do) {
    case "add_labels":
    case "remove_labels":
      return one.labels.length > 0;
    case "reply":
      return one.shortcut !== "";
    case "note":
      return one.text.trim() !== "";
    case "post":
      return one.outlet_id !== "";
    default:
      return true;
  }
}

/** Rules to begin from; their words come in the reader's language. */
export function examples(t: (key: Key) => string): Written[] {
  const words = t("rules.examples.complaint.words").split(", ");
  return [
    {
      ...fresh,
      name: t("rules.examples.complaint.name"),
      conditions: [{ of: "words", no: false, any: words }],
      actions: [
        { do: "priority", priority: "urgent" },
        { do: "tell", to: "supervisors", target: null },
      ],
    },
    {
      ...fresh,
      name: t("rules.examples.waiting.name"),
      when: { on: "waiting", minutes: 10 },
      actions: [
        { do: "priority", priority: "high" },
        { do: "tell", to: "supervisors", target: null },
      ],
    },
    {
      ...fresh,
      name: t("rules.examples.rated.name"),
      when: { on: "rated" },
      conditions: [{ of: "rating", no: false, any: [1, 2] }],
      actions: [
        { do: "note", text: t("rules.examples.rated.note") },
        { do: "tell", to: "admins", target: null },
      ],
    },
  ];
}
