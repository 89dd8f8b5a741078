/** The words on screen in English. */

import type { Texts } from "./it";

export const en: Texts = {
  open: "Open the chat",
  close: "Close",
  write: "Write a message…",
  send: "Send",
  you: "You",
  assistant: "Assistant",
  ai: "AI",
  place: "In the queue, place {}",
  here: "{} is here",
  waiting: "{} is waiting for your reply",
  closed: "Closed. Write to reopen it.",
  typing: "{} is typing…",
  pending: "Will be sent when the connection is back",
  failed: "Not sent",
  retry: "Try again",
  remove: "Delete",
  earlier: "Earlier messages",
  rate: "How did it go?",
  comment: "Anything to add?",
  thanks: "Thank you!",
  offline: "No connection. We keep trying.",
  leave: "Leave a message",
  name: "Name (optional)",
  email: "E-mail",
  received: "Received. We will reply by e-mail.",
};
