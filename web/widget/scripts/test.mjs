/** Runs the unit tests with Node's own runner, bundled first so that any supported Node can read TypeScript. */

import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL("../tests/", import.meta.url));
const files = (await readdir(folder)).filter((name) => name.endsWith(".test.ts"));
const out = await mkdtemp(join(tmpdir(), "sportello-widget-"));
try {
  await build({
    entryPoints: files.map((name) => join(folder, name)),
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
  });
  const built = files.map((name) => join(out, name.replace(".ts", ".mjs")));
  const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...built], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
} finally {
  await rm(out, { recursive: true, force: true });
}
