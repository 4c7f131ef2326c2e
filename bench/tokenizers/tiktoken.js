// The smallest set-up that its documentation gives for a browser.
import { asset } from "./asset.js";

const modules = {
  cl100k_base: () => import("tiktoken/encoders/cl100k_base.json", { with: { type: "json" } }),
  o200k_base: () => import("tiktoken/encoders/o200k_base.json", { with: { type: "json" } }),
};

export async function load(encoding) {
  const [{ init, Tiktoken }, wasm, vocabulary] = await Promise.all([
    import("tiktoken/lite/init"),
    asset("node_modules", "tiktoken/lite/tiktoken_bg.wasm"),
    modules[encoding](),
  ]);
  await init((imports) => WebAssembly.instantiate(wasm, imports));
  const { bpe_ranks, special_tokens, pat_str } = vocabulary.default;
  const tokenizer = new Tiktoken(bpe_ranks, special_tokens, pat_str);
  return { encode: (text) => tokenizer.encode_ordinary(text) };
}
