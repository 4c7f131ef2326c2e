const modules = {
  cl100k_base: () => import("ai-tokenizer/encoding/cl100k_base"),
  o200k_base: () => import("ai-tokenizer/encoding/o200k_base"),
};

export async function load(encoding) {
  const [{ Tokenizer }, vocabulary] = await Promise.all([import("ai-tokenizer"), modules[encoding]()]);
  const tokenizer = new Tokenizer(vocabulary);
  return { encode: (text) => tokenizer.encodeOrdinary(text) };
}
