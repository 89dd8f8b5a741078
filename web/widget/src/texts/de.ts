/** The words on screen in German. */

import type { Texts } from "./it";

export const de: Texts = {
  open: "Chat öffnen",
  close: "Schließen",
  write: "Nachricht schreiben…",
  send: "Senden",
  you: "Sie",
  assistant: "Assistent",
  ai: "KI",
  place: "In der Warteschlange, Platz {}",
  here: "{} ist da",
  waiting: "{} wartet auf Ihre Antwort",
  closed: "Beendet. Schreiben Sie, um fortzufahren.",
  typing: "{} schreibt…",
  pending: "Wird gesendet, sobald die Verbindung steht",
  failed: "Nicht gesendet",
  retry: "Erneut versuchen",
  remove: "Löschen",
  earlier: "Frühere Nachrichten",
  rate: "Wie war es?",
  comment: "Möchten Sie etwas ergänzen?",
  thanks: "Danke!",
  offline: "Keine Verbindung. Wir versuchen es weiter.",
  leave: "Nachricht hinterlassen",
  name: "Name (freiwillig)",
  email: "E-Mail",
  received: "Angekommen. Wir antworten per E-Mail.",
};
