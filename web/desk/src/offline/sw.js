// What this browser does for the desk while no page of it can: it shows what is pushed, keeps that push alive, and
// answers with a page of our own where the server cannot be reached. It keeps that page and nothing else: no code of
// the desk, so that none is ever stale, and nothing that a customer wrote.
const KEPT = "offline-__OFFLINE__";
const PAGE = "/desk/offline.html";
const FILES = [PAGE, "/desk/offline.css", "/desk/offline.js", "/desk/offline.svg"];
const UNREACHABLE = new Set([502, 503, 504]); // what a proxy says of a server that is being installed anew

self.addEventListener("install", (event) => {
  // There is nothing of a page's in here: a newer worker may follow at once.
  self.skipWaiting();
  event.waitUntil(
    Promise.all([
      caches
        .open(KEPT)
        .then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })))),
      direct(event),
    ]),
  );
});

/** Where the browser understands it, all but navigations goes past this worker: nothing waits for it to wake up. */
async function direct(event) {
  try {
    await event.addRoutes?.([
      { condition: { urlPattern: "/desk/offline.*" }, source: "cache" },
      { condition: { not: { requestMode: "navigate" } }, source: "network" },
    ]);
  } catch {
    // It knows other routes than these: then all of it comes by here.
  }
}

self.addEventListener("activate", (event) => event.waitUntil(begin()));

async function begin() {
  for (const name of await caches.keys())
    if (name.startsWith("offline-") && name !== KEPT) await caches.delete(name);
  // The page is asked for while this worker still wakes up.
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
  const subscribed = await self.registration.pushManager?.getSubscription();
  if (subscribed) await remember(subscribed);
}

self.addEventListener("fetch", (event) => {
  const { mode, url } = event.request;
  if (mode === "navigate") event.respondWith(navigate(event));
  else if (FILES.includes(new URL(url).pathname)) event.respondWith(file(event.request));
});

async function navigate(event) {
  const kept = () => caches.match(PAGE, { ignoreVary: true });
  try {
    const answer = (await event.preloadResponse) ?? (await fetch(event.request));
    return UNREACHABLE.has(answer.status) ? ((await kept()) ?? answer) : answer;
  } catch {
    return (await kept()) ?? Response.error();
  }
}

const file = (request) =>
  fetch(request).catch(async () => (await caches.match(request, { ignoreVary: true })) ?? Response.error());

self.addEventListener("push", (event) => {
  event.waitUntil(show(event.data?.json() ?? {}));
});

async function show({ title = "Sportello", body = "", url = "/desk/", tag, language, always = false }) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  // Who looks at the desk sees the bell there.
  if (!always && windows.some((one) => one.focused)) return;
  await self.registration.showNotification(title, {
    body,
    tag,
    lang: language,
    renotify: tag !== undefined,
    data: { url },
    icon: "/desk/icons/192.png",
  });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url ?? "/desk/"));
});

async function open(url) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const [first] = windows;
  if (first === undefined) return self.clients.openWindow(url);
  await first.focus();
  // A window of before this worker is not its to lead: then a new one opens.
  return first.navigate(url).catch(() => self.clients.openWindow(url));
}

// A browser may give its subscription another address whenever it likes, and says so at most once, and not every
// browser from where to where. So the last one that the server knows is kept here, and compared.
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew()));
// The desk asks each time it is opened: for what was missed, and for what could not be told then.
self.addEventListener("message", (event) => {
  if (event.data === "renew") event.waitUntil(renew());
});

const NOTE = "/desk/push";

/** Also written by the page that subscribes (features/me/push.ts), and taken away with the subscription. */
async function remember(subscribed) {
  const key = written(subscribed.options.applicationServerKey);
  const note = new Response(JSON.stringify({ endpoint: subscribed.endpoint, key }));
  await (await caches.open("push")).put(NOTE, note);
}

const written = (octets) =>
  btoa(String.fromCharCode(...new Uint8Array(octets ?? new ArrayBuffer(0))))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

async function renew() {
  const known = await (await caches.match(NOTE, { cacheName: "push" }))?.json();
  if (known === undefined) return;
  const { pushManager } = self.registration;
  const options = { userVisibleOnly: true, applicationServerKey: known.key };
  const subscribed = (await pushManager.getSubscription()) ?? (await pushManager.subscribe(options));
  if (subscribed.endpoint === known.endpoint) return;
  const answer = await fetch("/api/v1/me/push", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Sportello": "1" },
    body: JSON.stringify({
      replaces: known.endpoint,
      endpoint: subscribed.endpoint,
      p256dh: written(subscribed.getKey("p256dh")),
      auth: written(subscribed.getKey("auth")),
    }),
  });
  if (answer.ok) return remember(subscribed);
  if (answer.status !== 404) return; // Asked again with the next visit.
  // It was turned off from elsewhere meanwhile: nobody is told here any more.
  await subscribed.unsubscribe();
  await caches.delete("push");
}
