import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "@fontsource-variable/inter/wght.css";
import "./ui/tokens.css";
import "./ui/base.css";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { styleNonce } from "./app/nonce";
import { firstWords } from "./lib/i18n";

// Dialogs lock the page's scroll with a style of their own, which asks this library for the nonce.
const nonce = styleNonce();
if (nonce !== undefined) setNonce(nonce);

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
const words = await firstWords();
createRoot(root).render(
  <StrictMode>
    <App words={words} />
  </StrictMode>,
);
