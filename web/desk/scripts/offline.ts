import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import type { Plugin } from "vite";

const source = (path: string) => readFileSync(new URL(`../src/${path}`, import.meta.url), "utf8");

const kinds: Record<string, string> = {
  ".html": "text/html",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/** The page in every language we speak, its colours the desk's, and the worker that has it. */
function files(): Record<string, string> {
  const texts = readdirSync(new URL("../src/texts/offline", import.meta.url)).map((name) => ({
    language: name.slice(0, 2),
    ...(JSON.parse(source(`texts/offline/${name}`)) as { offline: Record<string, string> }).offline,
  }));
  const words = texts.map((said: Record<string, string>) =>
    source("offline/words.html").replace(/__(\w+)__/g, (_, name: string) => escaped(said[name] ?? name)),
  );
  const page = {
    "offline.html": source("offline/page.html").replace(/ *<!-- __words__ -->\n/, words.join("")),
    "offline.css": source("ui/tokens.css") + source("offline/page.css"),
    "offline.js": source("offline/page.js"),
    "offline.svg": source("../public/favicon.svg"),
  };
  // The worker is another as soon as its page is: so a browser fetches both anew.
  const digest = createHash("sha256").update(JSON.stringify(page)).digest("hex").slice(0, 12);
  return { ...page, "sw.js": source("offline/sw.js").replace("__OFFLINE__", digest) };
}

/** Emits the service worker and the page it shows when the server cannot be reached. */
export const offline: Plugin = {
  name: "offline",
  generateBundle() {
    for (const [fileName, text] of Object.entries(files()))
      this.emitFile({ type: "asset", fileName, source: text });
  },
  configureServer({ middlewares }) {
    middlewares.use((request, response, next) => {
      const name = request.url?.replace("/desk/", "") ?? "";
      const text = files()[name];
      if (text === undefined) return next();
      response.setHeader("Content-Type", kinds[extname(name)] ?? "").end(text);
    });
  },
};
