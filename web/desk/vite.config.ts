import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env.SPORTELLO_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  base: "/desk/",
  plugins: [react()],
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
