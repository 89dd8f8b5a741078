// The real widget of a website, with what the desk says of it and has not saved. This page has no origin and may
// connect nowhere (api/preview.py): what the widget asks its server for is answered here, so that nobody has come by
// and nothing was said.
(() => {
  const key = "preview";
  const id = "00000000-0000-4000-8000-000000000000";
  let told;

  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || origin !== location.origin) return;
    // The widget reads its settings once: for others the page begins anew.
    if (told !== undefined) return location.reload();
    told = data;
    begin();
  });
  parent.postMessage("ready", location.origin);

  function begin() {
    const { config, scene } = told;
    // What a page without an origin has none of.
    const stored = (name) => `sportello:${key}:${name}`;
    const instead = {
      localStorage: {},
      sessionStorage: {},
      indexedDB: undefined,
      fetch: answer,
    };
    for (const [name, value] of Object.entries(instead))
      Object.defineProperty(window, name, { value, configurable: true });
    Object.defineProperty(navigator, "locks", { value: undefined });
    if (scene === "away") {
      Object.assign(conversation, { state: "queued", away: true });
      say("customer", config.starters[0] ?? "…");
      Object.assign(instead.localStorage, {
        [stored("token")]: `"${key}"`,
        [stored("conversation")]: `"${id}"`,
      });
    }
    // It opens by itself, and the focus stays where somebody writes in the desk.
    const { focus } = HTMLElement.prototype;
    HTMLElement.prototype.focus = () => {};
    const opened = () => {
      HTMLElement.prototype.focus = focus;
    };
    window.sportello = [["on", "open", opened], ["open"]];
    const script = document.createElement("script");
    Object.assign(script.dataset, { key, language: config.language });
    script.src = "/widget.js";
    document.body.append(script);
  }

  const conversation = {
    id,
    state: "active",
    last_seq: 0,
    seen_seq: 0,
    queue_text: null,
    away: false,
    agent: null,
    rating: null,
    can_rate: false,
    version: 1,
  };
  const messages = [];
  let feed;

  function say(author, text, own = `${id.slice(0, -2)}${10 + messages.length}`) {
    const message = {
      id: own,
      conversation_id: conversation.id,
      seq: messages.length + 1,
      author,
      author_name: null,
      is_ai: author === "assistant",
      kind: "text",
      text,
      citations: [],
      buttons: [],
      attachments: [],
      created_at: new Date().toISOString(),
    };
    messages.push(message);
    conversation.last_seq = message.seq;
    return message;
  }

  const contact = { id, name: null, email: null };
  const answers = {
    "GET config": () => told.config,
    "POST visitors": () => ({ token: key, contact }),
    "POST answers": () => ({ contact }),
    "PATCH contact": () => ({ contact }),
    "GET conversations": () => ({ items: conversation.last_seq > 0 ? [conversation] : [] }),
    "POST conversations": (body) => Object.assign(conversation, { id: body.id }),
    "GET conversations/": () => conversation,
    "GET conversations//messages": (_, asked) => {
      const after = Number(asked.get("after_seq") ?? 0);
      const before = Number(asked.get("before_seq") ?? Number.POSITIVE_INFINITY);
      return { items: messages.filter(({ seq }) => seq > after && seq < before) };
    },
    "POST conversations//messages": (body) => {
      const said = say("customer", body.text, body.id);
      if (conversation.state === "active")
        setTimeout(() => push("message", say("assistant", told.answer)), 800);
      return said;
    },
  };

  const bytes = new TextEncoder();
  const push = (event, data) =>
    feed?.enqueue(bytes.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));

  function events(signal) {
    const body = new ReadableStream({
      start(controller) {
        feed = controller;
        signal?.addEventListener("abort", () => controller.error(signal.reason), { once: true });
      },
    });
    return new Response(body);
  }

  async function answer(address, { method = "GET", body, signal } = {}) {
    const { pathname, searchParams } = new URL(address, location.href);
    const asked = pathname.replace(/^.*\/widget\//, "").replace(/^(conversations\/)[^/]+/, "$1");
    if (asked === "conversations//events") return events(signal);
    const found = answers[`${method} ${asked}`];
    if (found === undefined) return new Response(null, { status: 204 });
    return Response.json(found(body && JSON.parse(body), searchParams));
  }
})();
