/** Messages to this browser while the desk is closed: what the browser itself has to say about it. */

const scope = "/desk/";

/** Whether this browser can; over plain http, but on this machine, none does. */
export const canPush = (): boolean =>
  "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

export async function subscription(): Promise<PushSubscription | null> {
  if (!canPush()) return null;
  const registration = await navigator.serviceWorker.getRegistration(scope);
  return (await registration?.pushManager.getSubscription()) ?? null;
}

const encoded = (octets: ArrayBuffer | null): string =>
  btoa(String.fromCharCode(...new Uint8Array(octets ?? new ArrayBuffer(0))))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** Asks the person, and subscribes; null where they said no. */
export async function subscribe(
  key: string,
): Promise<{ endpoint: string; p256dh: string; auth: string } | null> {
  if ((await Notification.requestPermission()) !== "granted") return null;
  await navigator.serviceWorker.register("/desk/sw.js", { scope });
  const registration = await navigator.serviceWorker.ready;
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  // The worker compares with it, should the browser ever change the address (offline/sw.js).
  const note = new Response(JSON.stringify({ endpoint: made.endpoint, key }));
  await (await caches.open("push")).put("/desk/push", note);
  return {
    endpoint: made.endpoint,
    p256dh: encoded(made.getKey("p256dh")),
    auth: encoded(made.getKey("auth")),
  };
}

/** Takes messages no more. */
export async function unsubscribe(): Promise<void> {
  await caches.delete("push");
  await (await subscription())?.unsubscribe();
}
