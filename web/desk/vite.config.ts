import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

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

const ours =
  "/src/(api/|lib/|app/(App|ErrorScreen|NotFound|cache|nonce|router|screen)\\.|app/routes/|ui/(Announcer|IconButton|Keys|States|icons|toast)\\.)";
const theirs =
  "/@mantine/(hooks|core/esm/(core|components/(ActionIcon|Button|Loader|Skeleton|Transition|UnstyledButton)))/";

export default defineConfig({
  base: "/desk/",
  plugins: [react(), stylesFirst],
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
            // What the first page needs of ours: one request, for a slow line pays for each.
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
