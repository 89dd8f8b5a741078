/**
 * Installs the service worker (src/offline/sw.js): it has a page to show when the server cannot be reached, and what is
 * pushed. It is told to look whether the browser's push is still what the server knows. Over plain http, but on this
 * machine, no browser has any.
 */
export async function beginWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  // Browsers complain aloud of a worker that they cannot fetch: so it is asked before whether anybody is there.
  await fetch("/desk/build.json", { cache: "no-store" });
  // Asked of the server each time, so that no cache in between keeps an old one.
  const made = await navigator.serviceWorker.register("/desk/sw.js", {
    scope: "/desk/",
    updateViaCache: "none",
  });
  made.active?.postMessage("renew");
}
