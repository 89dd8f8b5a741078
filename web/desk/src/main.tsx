import "@mantine/core/styles.layer.css";
import "@fontsource-variable/inter/wght.css";
import "./ui/tokens.css";
import "./ui/base.css";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { styleNonce } from "./app/nonce";
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

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
const words = await firstWords();
createRoot(root).render(
  <StrictMode>
    <App words={words} />
  </StrictMode>,
);
