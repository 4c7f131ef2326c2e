// Starts the tokenizer. Everything that it needs is on its way at once: the
// module, its glue, and the vocabulary that the worker's name asks for.
const encoding = self.name;
if (encoding) {
  const response = fetch(`vocab/${encoding}.vocab`);
  // Whether it came is found out where it is read.
  response.catch(() => {});
  self.early = { encoding, response };
}
const module = fetch("tokenizer_bg.wasm");
module.catch(() => {});
const { default: init } = await import("./tokenizer.js");
await init({ module_or_path: module });
