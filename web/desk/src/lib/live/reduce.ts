import type { QueryClient } from "@tanstack/react-query";
import { type Filter, keys, type Thread } from "@/api/conversations";
import { noticesPath, unreadPath } from "@/api/notices";
import type { Progress } from "@/api/sources";
import type {
  Conversation,
  ConversationDetail,
  Counts,
  DraftMark,
  Message,
  Note,
  Person,
  Whole,
} from "@/api/types";
import { before, belongs } from "./lists";
import { type Parts, readAgain } from "./renew";
import { type Looks, liveKeys, onLooking, onTyping, type Typing } from "./whispers";

/** What the desk's stream may say; the shapes are the API's own. */
export type LiveEvent =
  | { event: "reset" }
  | { event: "conversation"; data: Conversation }
  | { event: "message"; data: Message }
  | { event: "note"; data: Note }
  | { event: "typing"; data: Typing }
  | { event: "draft"; data: DraftNews }
  | { event: "looking"; data: Looks }
  | { event: "presence"; data: { users: Person[] } }
  | { event: "import"; data: Progress }
  | { event: "money" }
  | { event: "lead"; data: { lead_id: string } }
  | { event: "leads" }
  | { event: "ticket" }
  | { event: "people" }
  | { event: "notices" }
  | { event: "views" }
  | { event: "rules" }
  | { event: "availability"; data: { user_id: string; status: string } }
  | { event: "counts"; data: Partial<Counts> };

type DraftNews = Omit<DraftMark, "version"> & { version: string | null };

type Lists = Parts;

/** What was found stays where it was found: who reads down the list is not to lose their place. */
function placeFound(lists: Lists, conversation: Conversation, filter: Filter, me: string): Lists {
  const stays = belongs(conversation, filter, me);
  const pages = lists.pages.map((page) => ({
    ...page,
    items: page.items.flatMap((item) => {
      if (item.id !== conversation.id) return [item];
      return stays ? [{ ...conversation, found: item.found }] : [];
    }),
  }));
  return { ...lists, pages };
}

/** What is sought has just been said: only the server knows where in the list that is. */
function seekAgain(cache: QueryClient, workspace: string, text: string): void {
  for (const [key] of cache.getQueriesData<Lists>({ queryKey: keys.lists(workspace) })) {
    const { q } = key[3] as Filter;
    // Rare, and told apart by code that comes with the first of them.
    if (q)
      void import("../sought").then(({ holds }) => {
        if (holds(text, q)) readAgain(cache, key);
      });
  }
}

/** Puts a conversation where it belongs in a list that may be loaded only in part. */
export function place(lists: Lists, conversation: Conversation, filter: Filter, me: string): Lists {
  if (filter.q) return placeFound(lists, conversation, filter, me);
  const pages = lists.pages.map((page) => ({
    ...page,
    items: page.items.filter((item) => item.id !== conversation.id),
  }));
  if (belongs(conversation, filter, me)) {
    const page = pages.find((one) => one.items.some((item) => before(conversation, item, filter)));
    const last = pages.at(-1);
    if (page !== undefined) {
      const at = page.items.findIndex((item) => before(conversation, item, filter));
      page.items.splice(at, 0, conversation);
    } else if (last !== undefined && last.next_cursor === null) {
      last.items.push(conversation);
    }
  }
  return { ...lists, pages };
}

function onConversation(cache: QueryClient, workspace: string, me: string, news: Conversation): void {
  const known = cache.getQueryData<ConversationDetail>(keys.conversation(workspace, news.id));
  if (known !== undefined && known.version > news.version) return;
  for (const [key, lists] of cache.getQueriesData<Lists>({ queryKey: keys.lists(workspace) })) {
    const filter = key[3] as Filter;
    const shown = lists?.pages.flatMap((page) => page.items).find((item) => item.id === news.id);
    if (lists === undefined || (shown !== undefined && shown.version > news.version)) continue;
    cache.setQueryData(key, place(lists, news, filter, me));
  }
  if (known === undefined) return;
  const contact = { ...known.contact, ...news.contact };
  cache.setQueryData<ConversationDetail>(keys.conversation(workspace, news.id), {
    ...known,
    ...news,
    contact,
  });
  if (known.version === news.version && known.last_seq === news.last_seq)
    // Nothing of the conversation itself is new, so something around it is: its customer, a note.
    void cache.invalidateQueries({ queryKey: keys.conversation(workspace, news.id), exact: true });
  if (known.state !== news.state || news.rating !== null) {
    // The card's reason, the history and the word with a rating hold more than a summary can say.
    void cache.invalidateQueries({ queryKey: keys.conversation(workspace, news.id) });
    void cache.invalidateQueries({ queryKey: keys.history(workspace, news.id) });
  }
}

function onMessage(cache: QueryClient, workspace: string, message: Message): void {
  const key = keys.messages(workspace, message.conversation_id);
  seekAgain(cache, workspace, message.text);
  // What an answer cost is part of what its conversation has cost.
  if (message.has_trace)
    void cache.invalidateQueries({ queryKey: keys.conversation(workspace, message.conversation_id) });
  // Another one goes on here, or does no more.
  if (/^(merge|separate)d$/.test(message.kind))
    void cache.invalidateQueries({ queryKey: keys.conversation(workspace, message.conversation_id) });
  if (message.author === "customer") {
    cache.setQueryData(liveKeys.typing(workspace, message.conversation_id), null);
    // Asked while they wait: who takes it is to read it on the card.
    void cache.invalidateQueries({ queryKey: keys.handoff(workspace, message.conversation_id) });
  }
  const thread = cache.getQueryData<Thread>(key);
  if (thread === undefined) return;
  if (thread.items.some((one) => one.id === message.id)) {
    // Said before, and not what it was: the customer wrote a card number over several messages.
    const items = thread.items.map((one) => (one.id === message.id ? message : one));
    cache.setQueryData<Thread>(key, { ...thread, items });
    return;
  }
  const last = thread.items.at(-1)?.seq ?? 0;
  if (message.seq === last + 1)
    cache.setQueryData<Thread>(key, { ...thread, items: [...thread.items, message] });
  // A gap: something was missed, so the thread is read again rather than shown with a hole.
  else if (message.seq > last) void cache.invalidateQueries({ queryKey: key });
}

function onNote(cache: QueryClient, workspace: string, note: Note): void {
  seekAgain(cache, workspace, note.text);
  cache.setQueryData<Whole<Note>>(keys.notes(workspace, note.conversation_id), (notes) =>
    notes === undefined || notes.items.some((one) => one.id === note.id)
      ? notes
      : { ...notes, items: [...notes.items, note] },
  );
}

function onDraft(cache: QueryClient, workspace: string, { version, ...where }: DraftNews): void {
  cache.setQueryData<Whole<DraftMark>>(keys.drafts(workspace), (marks) => {
    if (marks === undefined) return marks;
    const { conversation_id: id, kind } = where;
    const others = marks.items.filter((one) => one.conversation_id !== id || one.kind !== kind);
    return { ...marks, items: version === null ? others : [{ ...where, version }, ...others] };
  });
}

/** The one reducer: every live event, and every answer to an own action, changes the cache here. */
export function reduce(cache: QueryClient, workspace: string, me: string, news: LiveEvent): void {
  switch (news.event) {
    case "reset":
      void cache.invalidateQueries({
        queryKey: keys.desk(workspace),
        predicate: ({ queryKey }) => queryKey[2] !== "list",
      });
      readAgain(cache, keys.lists(workspace));
      reduce(cache, workspace, me, { event: "notices" });
      // What could not be read while nobody answered.
      void cache.invalidateQueries({ predicate: ({ state }) => state.status === "error" });
      return;
    case "conversation":
      onConversation(cache, workspace, me, news.data);
      return;
    case "message":
      onMessage(cache, workspace, news.data);
      return;
    case "note":
      onNote(cache, workspace, news.data);
      return;
    case "typing":
      onTyping(cache, workspace, news.data);
      return;
    case "looking":
      onLooking(cache, workspace, news.data);
      return;
    case "draft":
      onDraft(cache, workspace, news.data);
      return;
    case "presence":
      cache.setQueryData(liveKeys.presence(workspace), news.data.users);
      return;
    case "import":
      // Rare, and of one place: its code comes with the first of them.
      void import("./imports").then(({ onImport }) => onImport(cache, workspace, news.data));
      return;
    case "money":
      void cache.invalidateQueries({ queryKey: keys.money(workspace) });
      return;
    case "lead":
    case "leads":
      void cache.invalidateQueries({ queryKey: ["get", "/api/v1/workspaces/{workspace}/leads"] });
      return;
    case "ticket":
      void cache.invalidateQueries({ queryKey: [...keys.desk(workspace), "tickets"] });
      return;
    case "notices":
      for (const path of [noticesPath, unreadPath]) void cache.invalidateQueries({ queryKey: ["get", path] });
      return;
    case "people":
      for (const one of ["members", "teams", "labels", "queue"] as const)
        void cache.invalidateQueries({ queryKey: ["get", `/api/v1/workspaces/{workspace}/${one}`] });
      return;
    case "views":
      void cache.invalidateQueries({ queryKey: ["get", "/api/v1/workspaces/{workspace}/views"] });
      return;
    case "rules":
      // What they did, and how often: of the list, and of the log of each.
      for (const path of ["", "/{rule_id}/runs"])
        void cache.invalidateQueries({ queryKey: ["get", `/api/v1/workspaces/{workspace}/rules${path}`] });
      return;
    case "availability":
      // Read again only where it is on screen: by who it is about, and in lists of people.
      void cache.invalidateQueries({ queryKey: ["get", "/api/v1/workspaces/{workspace}/members"] });
      if (news.data.user_id === me)
        void cache.invalidateQueries({ queryKey: ["get", "/api/v1/workspaces/{workspace}/availability"] });
      return;
    case "counts":
      if (news.data.mine === undefined) void cache.invalidateQueries({ queryKey: keys.counts(workspace) });
      else cache.setQueryData(keys.counts(workspace), news.data as Counts);
  }
}
