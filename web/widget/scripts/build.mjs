/** Builds the widget: one file with its styles and all languages in it, as small as it goes; and what may come later. */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minify } from "terser";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const output = (name) => at(`../../../src/sportello/static/${name}.js`);

// Names of properties that only our own modules use: none of the browser's, of the server's or of storage is here.
const OURS =
  "after|box|data|day|event|first|flush|gap|last|list|next|node|note|passing|put|render|reset|retry|settle|sign|start|toEnd|update";
// What the two files call each other by: the second gets the names that the first was given.
const SHARED = "again|arrive|dress|earliest|handIn|loadEarlier|refusal|setState|sync|unread|unsent";
const names = {};
const shorter = (which) => ({ properties: { regex: new RegExp(`^(${which})$`), builtins: true } });

const smallFiles = {
  name: "small-files",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { outputFiles } = await build({ entryPoints: [path], bundle: true, write: false, minify: true });
      return { contents: outputFiles[0].text.replaceAll(/([:,]) /g, "$1").trim(), loader: "text" };
    });
    // The names of the texts stay at home: words.ts takes the values in their order.
    builder.onLoad({ filter: /texts\/\w+\.json$/ }, async ({ path }) => {
      const values = Object.values(JSON.parse(await readFile(path, "utf8")));
      if (values.some((text) => text.includes("|"))) throw new Error(`${path}: no text may contain |`);
      return { contents: `export default ${JSON.stringify(values.join("|"))}.split("|")` };
    });
  },
};

const bundled = (entry, format) =>
  build({
    entryPoints: [at(`../src/${entry}.ts`)],
    bundle: true,
    write: false,
    minifySyntax: true,
    format,
    target: ["chrome118", "safari16.4", "firefox121"],
    charset: "utf8",
    plugins: [smallFiles],
  });
// Terser names things better for gzip than esbuild does. No option here changes what the code means: of `unsafe`,
// only "templates become sums" and "a < b is b > a" apply, and what stands in ours are texts and numbers.
const small = async ({ outputFiles }, options) =>
  (
    await minify(outputFiles[0].text, {
      ecma: 2020,
      toplevel: true,
      compress: {
        passes: 3,
        keep_fargs: false,
        unsafe_arrows: true,
        pure_getters: true,
        sequences: false,
        unsafe: true,
        unsafe_comps: true,
      },
      ...options,
    })
  ).code;
await mkdir(dirname(output("widget")), { recursive: true });
await writeFile(
  output("widget"),
  await small(await bundled("main", "iife"), { mangle: shorter(`${OURS}|${SHARED}`), nameCache: names }),
);
// Loaded later, by who opens the chat.
await writeFile(
  output("widget-more"),
  await small(await bundled("more/begin", "esm"), {
    module: true,
    mangle: shorter(SHARED),
    nameCache: { props: names.props },
  }),
);
