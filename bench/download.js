// What a browser downloads for one encoding: the sizes of the files that it
// asked for.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { sizes } from "./places.js";

/** Sums of bytes: as they are, under gzip -9, under brotli 11. */
export function download(files) {
  const sum = { raw: 0, gzip: 0, brotli: 0 };
  for (const file of files) {
    const size = sizeOf(readFileSync(file));
    for (const key of Object.keys(sum)) sum[key] += size[key];
  }
  return sum;
}

/** Kept by content: brotli takes a minute for the largest. */
const known = existsSync(sizes) ? JSON.parse(readFileSync(sizes)) : {};

function sizeOf(bytes) {
  const key = createHash("sha256").update(bytes).digest("hex");
  if (!known[key]) {
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    };
    known[key] = {
      raw: bytes.length,
      gzip: gzipSync(bytes, { level: 9 }).length,
      brotli: brotliCompressSync(bytes, { params }).length,
    };
    writeFileSync(sizes, JSON.stringify(known));
  }
  return known[key];
}
