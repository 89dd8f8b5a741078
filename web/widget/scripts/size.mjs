/** Fails when the built widget weighs more than a shop's page should pay for its chat. */

import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const LIMIT = 10_000;
const file = new URL("../../../src/sportello/static/widget.js", import.meta.url);
const size = gzipSync(await readFile(file), { level: 9 }).length;
const line = `widget.js: ${size} bytes gzip, limit ${LIMIT}`;
if (size > LIMIT) {
  process.stderr.write(`${line}: ${size - LIMIT} too many\n`);
  process.exit(1);
}
process.stdout.write(`${line}, ${LIMIT - size} left\n`);
