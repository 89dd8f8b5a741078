import type { paths } from "@schema";

export type WorkspacePath = "/api/v1/workspaces/{workspace}";
/** What a path answers to GET. */
export type Got<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;
/** What a path answers to POST. */
export type Answered<Path extends keyof paths> = paths[Path] extends {
  post: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;
/** What is POSTed to a path. */
export type Posted<Path extends keyof paths> = paths[Path] extends {
  post: { requestBody: { content: { "application/json": infer Body } } };
}
  ? Body
  : never;
/** One of a list's items. */
export type Item<List> = List extends { items: (infer One)[] } ? One : never;

/** The shapes the desk speaks of, by their names in the product; all of them are what the API answers. */
export type Me = Got<"/api/v1/me">;
export type Membership = Me["workspaces"][number];
export type Role = "agent" | "supervisor" | "admin" | "owner";
export type Conversation = Item<Got<`${WorkspacePath}/conversations`>>;
export type FoundPassage = NonNullable<Conversation["found"]>;
export type ConversationDetail = Got<`${WorkspacePath}/conversations/{conversation_id}`>;
export type HandoffCard = Got<`${WorkspacePath}/conversations/{conversation_id}/handoff`>;
export type Suggestion = Answered<`${WorkspacePath}/conversations/{conversation_id}/copilot/suggestion`>;
export type Reworded = Answered<`${WorkspacePath}/conversations/{conversation_id}/copilot/rewording`>;
export type State = Conversation["state"];
export type Message = Item<Got<`${WorkspacePath}/conversations/{conversation_id}/messages`>>;
export type Author = Message["author"];
export type Citation = Message["citations"][number];
export type Merged = Item<Got<`${WorkspacePath}/conversations/{conversation_id}/merged`>>;
export type Note = Item<Got<`${WorkspacePath}/conversations/{conversation_id}/notes`>>;
export type DraftMark = Item<Got<`${WorkspacePath}/drafts`>>;
export type Draft = Item<Got<`${WorkspacePath}/drafts/{conversation_id}`>>;
export type Counts = Got<`${WorkspacePath}/conversations/counts`>;
export type Trace = Got<`${WorkspacePath}/conversations/{conversation_id}/messages/{message_id}/trace`>;
export type CannedReply = Item<Got<`${WorkspacePath}/canned-replies`>>;
export type Macro = Item<Got<`${WorkspacePath}/macros`>>;
export type Rule = Item<Got<`${WorkspacePath}/rules`>>;
export type RuleRun = Item<Got<`${WorkspacePath}/rules/{rule_id}/runs`>>;
export type DryRun = Answered<`${WorkspacePath}/rules/dry-run`>;
export type Contact = ConversationDetail["contact"];
export type Status = Got<`${WorkspacePath}/availability`>["status"];
export type Queue = Got<`${WorkspacePath}/queue`>;
export type Team = Item<Got<`${WorkspacePath}/teams`>>;
export type Label = Item<Got<`${WorkspacePath}/labels`>>;
export type Member = Item<Got<`${WorkspacePath}/members`>>;
export type Person = NonNullable<Conversation["assignee"]>;
export type SavedView = Item<Got<`${WorkspacePath}/views`>>;
export type ViewFilter = SavedView["filter"];
export type View = "mine" | "unassigned" | "waiting" | "mentions" | "snoozed" | "all";
export type Sort = "newest" | "oldest" | "waiting" | "priority";

/** A list that is short by nature. */
export interface Whole<Item> {
  items: Item[];
}
/** A part of a list that may grow. */
export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}
