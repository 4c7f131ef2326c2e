const modules = {
  cl100k_base: () => import("js-tiktoken/ranks/cl100k_base"),
  o200k_base: () => import("js-tiktoken/ranks/o200k_base"),
};

export async function load(encoding) {
  const [{ Tiktoken }, ranks] = await Promise.all([import("js-tiktoken/lite"), modules[encoding]()]);
  const tokenizer = new Tiktoken(ranks.default);
  return { encode: (text) => tokenizer.encode(text, [], []) };
}
