/** The words on screen in Italian; the other languages have the same ones. */

export const it = {
  open: "Apri la chat",
  close: "Chiudi",
  write: "Scrivi un messaggio…",
  send: "Invia",
  you: "Tu",
  assistant: "Assistente",
  ai: "IA",
  place: "In coda, posto {}",
  here: "{} è qui",
  waiting: "{} aspetta la tua risposta",
  closed: "Chiusa. Scrivi per riaprirla.",
  typing: "{} sta scrivendo…",
  pending: "Parte appena torna la connessione",
  failed: "Non inviato",
  retry: "Riprova",
  remove: "Elimina",
  earlier: "Messaggi precedenti",
  rate: "Com’è andata?",
  comment: "Vuoi aggiungere due parole?",
  thanks: "Grazie!",
  offline: "Connessione assente. Riproviamo.",
  leave: "Lascia un messaggio",
  name: "Nome (facoltativo)",
  email: "E-mail",
  received: "Ricevuto. Ti rispondiamo per e-mail.",
};

export type Texts = typeof it;
