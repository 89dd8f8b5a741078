import { type Filter, several } from "@/api/conversations";
import type { Conversation, Sort } from "@/api/types";

/*
 * Which conversations are in a list, and where: the same rules as the server's, so that an event moves one where a
 * refetch would find it.
 */

const open = new Set(["active", "idle", "queued", "with_agent", "waiting_customer"]);
export const isOpen = (conversation: Pick<Conversation, "state">): boolean => open.has(conversation.state);

/** Whether a side of a conversation is one of those that a filter names. */
function isOneOf(side: string | undefined, value: string | null, me: string): boolean {
  if (side === undefined) return true;
  return several(side).some((one) => (one === "none" ? value === null : (one === "me" ? me : one) === value));
}

/** What a customer said and nobody has read, or what the reader wants to look at again. */
export const isUnread = (
  { unread, unread_by }: Pick<Conversation, "unread" | "unread_by">,
  me: string,
): boolean => unread > 0 || unread_by.includes(me);

const day = 86_400_000;
const since = (at: string, days: number | undefined): boolean =>
  days === undefined || Date.now() - new Date(at).getTime() <= days * day;

function ofView(conversation: Conversation, filter: Filter, me: string): boolean {
  switch (filter.view) {
    case "mine":
      return conversation.assignee?.id === me && isOpen(conversation) && conversation.snoozed_until === null;
    case "unassigned":
      return conversation.state === "queued";
    case "waiting":
      return conversation.waiting_since !== null && conversation.snoozed_until === null;
    case "mentions":
      return conversation.mentioned.includes(me);
    case "snoozed":
      return conversation.snoozed_until !== null;
    default:
      // It stands in the one it was merged into, unless it is asked for or what is sought was said in it.
      return !conversation.merged_into || !!filter.state || !!filter.q;
  }
}

/** Who waits comes as they wait, all else newest first, unless something else is wished. */
export function orderOf({ view, sort, q }: Filter): Sort {
  if (q) return "newest";
  return sort ?? (view === "waiting" || view === "unassigned" ? "waiting" : "newest");
}

export function belongs(conversation: Conversation, filter: Filter, me: string): boolean {
  const { state, priority, risk, channel, language, team, assignee, labels } = conversation;
  const order = orderOf(filter);
  if (filter.state === undefined && (order === "waiting" || order === "priority") && !isOpen(conversation))
    return false;
  return (
    ofView(conversation, filter, me) &&
    isOneOf(filter.state, state, me) &&
    isOneOf(filter.priority, priority, me) &&
    isOneOf(filter.risk, risk, me) &&
    isOneOf(filter.channel, channel, me) &&
    isOneOf(filter.language, language, me) &&
    isOneOf(filter.team, team?.id ?? null, me) &&
    isOneOf(filter.assignee, assignee?.id ?? null, me) &&
    (filter.label === undefined || labels.some(({ id }) => isOneOf(filter.label, id, me))) &&
    (!filter.unread || isUnread(conversation, me)) &&
    since(conversation.created_at, filter.created_within) &&
    since(conversation.last_message_at, filter.active_within)
  );
}

const urgency = ["urgent", "high", "normal", "low"];
/** Later than any time, as a place in a list. */
const late = "9999";

/** A place in a list: what comes first is less. */
function placeOf(conversation: Conversation, order: Sort): [number, string, string] {
  const { id, priority, waiting_since: waits, last_message_at: spoke } = conversation;
  if (order === "waiting") return [0, waits ?? late, id];
  return [order === "priority" ? urgency.indexOf(priority) : 0, spoke, id];
}

export function before(a: Conversation, b: Conversation, filter: Filter): boolean {
  const order = orderOf(filter);
  const [mine, theirs] = [placeOf(a, order), placeOf(b, order)];
  const at = mine.findIndex((part, n) => part !== theirs[n]);
  const [one, other] = [mine[at], theirs[at]];
  if (one === undefined || other === undefined) return false;
  return order === "newest" ? one > other : one < other;
}
