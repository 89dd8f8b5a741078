// What reaches this browser while the desk is closed. It keeps nothing and answers for no page.
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
    icon: "/desk/favicon.svg",
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
