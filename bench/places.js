// Where things are. xtask makes what lies below target/.

import { pathToFileURL } from "node:url";

const target = new URL("../target/bench/", import.meta.url);

/** By the first part of an address on the benchmark's server. */
export const places = {
  node_modules: new URL("node_modules/", import.meta.url),
  wasm: new URL("wasm/", target),
  lollipop: new URL("lollipop/", target),
  bundles: new URL("bundles/", target),
  expected: new URL("expected/", target),
  corpora: process.env.LOLLIPOP_CORPORA
    ? pathToFileURL(`${process.env.LOLLIPOP_CORPORA}/`)
    : new URL("../target/corpora/", import.meta.url),
};

export const partial = new URL("partial/", target);
export const sizes = new URL("sizes.json", target);
export const docs = new URL("../docs/", import.meta.url);
export const readme = new URL("../README.md", import.meta.url);
