import "./ui/mantine.css";
import "@fontsource-variable/inter/wght.css";
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/frame.css";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { styleNonce } from "./app/nonce";
import { router } from "./app/router";
import { firstWords } from "./lib/i18n";
import { keep, recall } from "./lib/kept";

// Dialogs lock the page's scroll with a style of their own, which asks this library for the nonce.
const nonce = styleNonce();
if (nonce !== undefined) setNonce(nonce);

// A piece is not there. Where the server answers, a new version was installed while this page was open, and a reload
// brings its pieces. Where it does not, a reload would leave nothing of the page: the screen says so by itself.
window.addEventListener("vite:preloadError", async () => {
  if (Date.now() - recall("reloaded", 0) < 60_000) return;
  const answered = await fetch(location.href, { cache: "no-store" }).then(
    (response) => response.ok,
    () => false,
  );
  if (!answered) return;
  keep("reloaded", Date.now());
  location.reload();
});

/** Without words nothing can be said, not even that they do not come: asked for until they do. */
async function words(): ReturnType<typeof firstWords> {
  try {
    return await firstWords();
  } catch {
    await new Promise((soon) => setTimeout(soon, 3_000));
    return words();
  }
}

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
// Words, who is signed in and the code of the screens come at the same time; until they are here, index.html shows the
// frame of the desk.
const coming = words();
// What does not come is for the router to say, which asks for it again.
for (const route of router.getMatchedRoutes(router.latestLocation.pathname)[0])
  router.loadRouteChunk(route)?.catch(() => undefined);
const [first] = await Promise.all([coming, router.load()]);
createRoot(root).render(
  <StrictMode>
    <App words={first} />
  </StrictMode>,
);
// Once the page has what it needs itself; it works without, too.
setTimeout(() => void import("./app/worker").then(({ beginWorker }) => beginWorker()).catch(() => {}), 2_000);
