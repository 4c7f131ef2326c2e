// Brings no vocabulary; this one is OpenAI's own file, from another package.
import { asset } from "./asset.js";

export async function load(encoding) {
  const [web, wasm, vocabulary] = await Promise.all([
    import("kitoken/web"),
    asset("node_modules", "kitoken/dist/web_bg.wasm"),
    asset("node_modules", `gpt-tokenizer/data/${encoding}.tiktoken`),
  ]);
  await web.default({ module_or_path: wasm });
  const tokenizer = web.Kitoken.from_tiktoken(vocabulary);
  return { encode: (text) => tokenizer.encode(text, false) };
}
