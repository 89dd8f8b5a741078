// What each route costs to open: the entry with the shell, the route and everything they import, gzipped.
// Read from Vite's manifest, so it counts what the browser really loads. Over the bar is a failure.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const root = new URL("../../../src/sportello/static/desk/", import.meta.url);
const bar = 220_000;
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", root), "utf8"));

const sizes = new Map();
function gzip(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(new URL(file, root))).length);
  return sizes.get(file);
}

/** A chunk, what it imports at once, and their styles. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, seen);
  return seen;
}

const route = (...parts) => parts.map((part) => `src/${part}.tsx`);
const routes = {
  "sign in": route("features/session/SignIn"),
  invitation: route("features/session/Invitation"),
  inbox: route("features/inbox/InboxPage"),
  conversation: route("features/inbox/InboxPage", "features/conversation/ConversationPage"),
};
for (const key of Object.keys(manifest)) {
  const found = /^src\/features\/(knowledge|settings|me|tickets)\/(?:\w+\/)?(\w+)\.tsx$/.exec(key);
  if (!found || !manifest[key].isDynamicEntry) continue;
  const frames = { settings: ["features/settings/SettingsPage"] }[found[1]] ?? [];
  routes[`${found[1]}: ${found[2]}`] = route(...frames, key.slice(4, -4));
}

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const language = "src/texts/it.json";
let failed = false;
const report = {};
for (const [name, keys] of Object.entries(routes)) {
  const chunks = new Set([entry, language, ...keys].flatMap((key) => [...closure(key)]));
  const files = new Set([...chunks].map((key) => manifest[key].file));
  const styles = new Set([...chunks].flatMap((key) => manifest[key].css ?? []));
  const js = [...files].reduce((sum, file) => sum + gzip(file), 0);
  const css = [...styles].reduce((sum, file) => sum + gzip(file), 0);
  report[name] = {
    "js kB": Math.round(js / 100) / 10,
    "css kB": Math.round(css / 100) / 10,
    files: files.size,
  };
  if (js > bar) failed = true;
}
// biome-ignore lint/suspicious/noConsole: the report is what this is for
console.table(report);
if (failed) {
  // biome-ignore lint/suspicious/noConsole: see above
  console.error(`A route is over ${bar / 1000} kB of gzipped JavaScript.`);
  process.exit(1);
}
