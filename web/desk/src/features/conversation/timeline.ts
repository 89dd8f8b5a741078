import type { Message, Note } from "@/api/types";
import type { Pending } from "@/lib/unsent";

export type Entry =
  | { type: "day"; key: string; at: string }
  | { type: "message"; key: string; at: string; message: Message; first: boolean }
  | { type: "note"; key: string; at: string; note: Note }
  | { type: "pending"; key: string; at: string; pending: Pending };

interface Parts {
  messages: readonly Message[];
  notes: readonly Note[];
  pending: readonly Pending[];
  hasEarlier: boolean;
}

const sameDay = (a: string, b: string) => new Date(a).toDateString() === new Date(b).toDateString();

/** Messages by seq, notes between them by time, unsent ones at the end, and a line where a day begins. */
export function timeline({ messages, notes, pending, hasEarlier }: Parts): Entry[] {
  const start = messages[0]?.created_at;
  const inRange = notes.filter((note) => !hasEarlier || start === undefined || note.created_at >= start);
  const queue = inRange.toSorted((a, b) => a.created_at.localeCompare(b.created_at));
  const entries: Entry[] = [];
  let before: Entry | undefined;

  const push = (entry: Entry) => {
    if (before === undefined || !sameDay(before.at, entry.at))
      entries.push({ type: "day", key: `day ${entry.at}`, at: entry.at });
    entries.push(entry);
    before = entry;
  };
  const pushNotesUntil = (at: string | null) => {
    while (queue[0] !== undefined && (at === null || queue[0].created_at < at)) {
      const note = queue.shift() as Note;
      push({ type: "note", key: note.id, at: note.created_at, note });
    }
  };

  for (const message of messages) {
    pushNotesUntil(message.created_at);
    const last =
      before?.type === "message" && sameDay(before.at, message.created_at) ? before.message : undefined;
    const first = last?.author !== message.author || last.user_id !== message.user_id;
    push({ type: "message", key: message.id, at: message.created_at, message, first });
  }
  pushNotesUntil(null);
  const arrived = new Set([...messages.map((one) => one.id), ...notes.map((one) => one.id)]);
  for (const one of pending)
    if (!arrived.has(one.id)) push({ type: "pending", key: one.id, at: one.at, pending: one });
  return entries;
}
