// What is measured: our engine, and everything that a web developer could pick.

import { readFileSync } from "node:fs";

/** `id` is the name of the loader in tokenizers/. */
const all = [
  { id: "lollipop", label: "Lollipop" },
  { id: "toktok-rs", label: "toktok-rs, wasm", crate: "toktok-rs" },
  { id: "tiktoken-crate", label: "tiktoken crate, wasm", crate: "tiktoken" },
  { id: "bpe-openai", label: "bpe-openai, wasm", crate: "bpe-openai" },
  { id: "tiktoken-rs", label: "tiktoken-rs, wasm", crate: "tiktoken-rs" },
  { id: "gpt-tokenizer", label: "gpt-tokenizer", npm: "gpt-tokenizer" },
  { id: "bpe-lite", label: "bpe-lite", npm: "bpe-lite" },
  { id: "ai-tokenizer", label: "ai-tokenizer", npm: "ai-tokenizer" },
  { id: "tiktoken", label: "tiktoken (npm)", npm: "tiktoken" },
  { id: "kitoken", label: "kitoken", npm: "kitoken" },
  { id: "js-tiktoken", label: "js-tiktoken", npm: "js-tiktoken" },
];

export const OURS = "lollipop";

/** Ours, and those of `peers`; all where that is not given. Each with its version. */
export function tokenizers(peers) {
  const unknown = peers?.find((id) => !all.some((tokenizer) => tokenizer.id === id));
  if (unknown) throw new Error(`no tokenizer ${unknown}: there are ${all.map(({ id }) => id).join(", ")}`);
  return all
    .filter(({ id }) => id === OURS || !peers || peers.includes(id))
    .map((tokenizer) => ({ ...tokenizer, version: version(tokenizer) }));
}

function version({ npm, crate }) {
  const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
  if (npm) return JSON.parse(read(`node_modules/${npm}/package.json`)).version;
  if (crate) return read("peers/Cargo.lock").match(`name = "${crate}"\nversion = "(.*)"`)[1];
  return read("../Cargo.toml").match(/\[workspace.package\]\nversion = "(.*)"/)[1];
}
