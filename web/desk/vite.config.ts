import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { offline } from "./scripts/offline.ts";

const server = process.env.SPORTELLO_URL ?? "http://127.0.0.1:8080";

/** The frame in index.html is painted once its style is there: it is asked for before the code. */
const stylesFirst: Plugin = {
  name: "styles-first",
  transformIndexHtml: {
    order: "post",
    handler(page) {
      const styles = page.match(/ *<link rel="stylesheet"[^>]*>\n/g) ?? [];
      const rest = styles.reduce((left, style) => left.replace(style, ""), page);
      return rest.replace(/ *<script type="module"/, (script) => styles.join("") + script);
    },
  },
};

/** Which file has the words of each language, and which the inbox: scheme.js asks for what is needed at once. */
const filesNamed: Plugin = {
  name: "files-named",
  transformIndexHtml: {
    order: "post",
    handler: (_, { bundle }) =>
      Object.values(bundle ?? {}).flatMap((file) => {
        const of = (file.type === "chunk" && file.facadeModuleId) || "";
        const language = /\/texts\/(\w\w)\.json$/.exec(of)?.[1];
        const name = language ? `words-${language}` : of.endsWith("/inbox/InboxPage.tsx") ? "inbox" : null;
        const attrs = { name: name ?? "", content: `/desk/${file.fileName}` };
        return name ? [{ tag: "meta", attrs, injectTo: "head-prepend" as const }] : [];
      }),
  },
};

/** src/ui/mantine.css has the styles of the components that are used: no fewer, no more. */
const stylesWhole: Plugin = {
  name: "styles-whole",
  apply: "build",
  generateBundle(_, bundle) {
    const listed = readFileSync(new URL("src/ui/mantine.css", import.meta.url), "utf8");
    const styled = new Set([...listed.matchAll(/([A-Z]\w+)\.layer\.css/g)].map(([, name]) => name));
    const modules = Object.values(bundle).flatMap((file) =>
      file.type === "chunk" ? Object.keys(file.modules) : [],
    );
    const used = new Set(
      modules.map((id) => /@mantine\/core\/.*\/(\w+)\.module\.mjs$/.exec(id)?.[1]).filter(Boolean),
    );
    const amiss = [...styled.symmetricDifference(used)];
    if (amiss.length > 0)
      this.error(`src/ui/mantine.css: add what is used, remove what is not: ${amiss.join(", ")}`);
  },
};

const ours =
  "/src/(api/(?!facts|sources|attachments)|lib/(?!markdown|days|drafts|sought|live/(?:beside|looking))|app/(App|ErrorScreen|NotFound|cache|nonce|router|screen)\\.|app/(routes|Shell)/|features/conversation/outbox|ui/(Announcer|Avatar|Choice|IconButton|Keys|Menu|StateBadge|States|StatusDot|icons|initials|toast)\\.)";
const theirs =
  "/@mantine/(hooks|core/esm/(core|components/(ActionIcon|Button|Loader|Skeleton|Transition|UnstyledButton)))/";

export default defineConfig({
  base: "/desk/",
  plugins: [react(), stylesFirst, filesNamed, stylesWhole, offline],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "../../src/sportello/static/desk",
    emptyOutDir: true,
    manifest: true,
    // The page's CSP allows no data: fonts or scripts, and every browser we serve preloads by itself.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2023",
    rolldownOptions: {
      output: {
        // Fewer, larger pieces: what every page needs in one, what floats (menus, tooltips) in another.
        codeSplitting: {
          groups: [
            // What every page needs of ours: one request, for a slow line pays for each.
            { name: "base", test: new RegExp(`${ours}|${theirs}`) },
            {
              name: "framework",
              test: /node_modules[\\/](react|react-dom|scheduler|@tanstack|openapi-\w+|openapi-react-query|seroval|clsx|get-nonce)[\\/]/,
            },
            { name: "floating", test: /node_modules[\\/]@floating-ui[\\/]/ },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": server, "/help": server, "/widget.js": server } },
});
