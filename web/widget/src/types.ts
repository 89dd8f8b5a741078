/** The shapes the server promises the widget (audience `widget` of /api/v1), and the one the outbox keeps. */

/** Something to ask before a chat. */
export interface Field {
  place: number;
  kind: "name" | "email" | "phone" | "own";
  label: string;
  required: boolean;
}

/** When to speak first, and what to say. */
export interface Rule {
  pages: string;
  after_seconds: number;
  scrolled: number;
  text: string;
}

export interface Config {
  language: string;
  appearance: {
    color: string;
    text_color: string;
    logo_url?: string | null;
    position?: "right" | "left";
    theme?: "auto" | "light" | "dark";
  };
  texts: { title: string; welcome?: string; ai_notice?: string; placeholder?: string | null };
  /** What is not built in, in its order; unknown until the server was reached. */
  words?: Record<string, string>;
  starters: string[];
  max_length: number;
  /** A conversation can be sent by e-mail. */
  transcript?: boolean;
  /** It may speak first: the second file is wanted at once. */
  eager?: boolean;
  /** What its owner has it do; absent: nothing of it. */
  behaviour?: { sound: boolean; asked: Field[]; consent: string; rules: Rule[] };
  /** What customers may attach; null or absent: nothing. */
  attachments?: { kinds: string[]; file_bytes: number; per_message: number } | null;
}

export type State =
  | "active"
  | "idle"
  | "queued"
  | "with_agent"
  | "waiting_customer"
  | "resolved"
  | "not_resolved"
  | "cancelled"
  | "ended"
  | "merged";

export interface Conversation {
  id: string;
  state: State;
  last_seq: number;
  seen_seq: number;
  queue_text: string | null;
  /** They wait, and nobody is there. */
  away?: boolean;
  agent: { name: string } | null;
  rating: number | null;
  can_rate: boolean;
  /** It goes on in this one. */
  merged_into?: string | null;
  version: number;
}

export type Choice = "person" | "continue" | "assistant" | `entry:${string}`;

export interface Citation {
  n: number;
  title: string;
  url: string;
  quote?: string;
}

/** A file that came with a message; a picture has a width. */
export interface Attachment {
  id: string;
  name: string;
  bytes: number;
  width: number | null;
}

export interface Message {
  id: string;
  seq: number;
  author: "customer" | "assistant" | "agent" | "system";
  author_name: string | null;
  is_ai: boolean;
  kind: string;
  text: string;
  citations: Citation[];
  buttons: { label: string; choice: Choice }[];
  conversation_id: string;
  attachments: Attachment[];
  created_at: string;
}

/** What the customer wrote and the server has not acknowledged yet. */
export interface Waiting {
  id: string;
  text: string;
  created_at: number;
  /** It cannot succeed as it is. */
  failed?: boolean;
}

/** A file that waits with an unsent message; what it holds is kept apart (more/kept.ts). */
export type UnsentFile = Pick<Attachment, "id" | "name" | "bytes">;

export interface Unsent extends Waiting {
  choice: Choice | null;
  /** The last `seq` that had been read when the customer began to write it. */
  seen_seq: number;
  files?: UnsentFile[] | null | undefined;
  /** Why it failed, in the server's word for it. */
  code?: string | undefined;
}

export interface ContactForm extends Waiting {
  name: string | null;
  email: string;
  language: string;
  page_url: string | null;
}
