import type { components } from "@schema";

type Schemas = components["schemas"];

/** The shapes the desk speaks of, by their names in the product; all of them come from the server's OpenAPI. */
export type Me = Schemas["Me"];
export type Membership = Me["workspaces"][number];
export type Role = Membership["role"];
export type Conversation = Schemas["ConversationSummary"];
export type ConversationDetail = Schemas["ConversationDetail"];
export type State = Conversation["state"];
export type Message = Schemas["DeskMessage"];
export type Author = Message["author"];
export type Citation = Message["citations"][number];
export type Note = Schemas["Note"];
export type Counts = Schemas["Counts"];
export type Trace = Schemas["Trace"];
export type CannedReply = Schemas["CannedReply"];
export type Person = NonNullable<Conversation["assignee"]>;
export type View = "mine" | "unassigned" | "waiting" | "all";

export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}
