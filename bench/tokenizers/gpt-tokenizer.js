const modules = {
  cl100k_base: () => import("gpt-tokenizer/encoding/cl100k_base"),
  o200k_base: () => import("gpt-tokenizer/encoding/o200k_base"),
};

export async function load(encoding) {
  const { encode } = await modules[encoding]();
  // The text of a special token is text, as with all others here.
  const options = { disallowedSpecial: new Set() };
  return { encode: (text) => encode(text, options) };
}
