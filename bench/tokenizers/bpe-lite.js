// Reads its vocabulary with node:fs and node:zlib: no browser can load it.
export async function load(encoding) {
  const { openai, openaiO200k } = await import("bpe-lite");
  const tokenizer = encoding === "cl100k_base" ? openai() : openaiO200k();
  return { encode: (text) => tokenizer.encode(text) };
}
