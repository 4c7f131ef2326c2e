// Starts the tokenizer. Everything that it needs is on its way at once: the
// module, its glue, and the vocabulary that the worker's name asks for. All are
// of the release that the worker's own address names.
const encoding = self.name;
const { search } = self.location;
if (encoding) {
  const response = fetch(`vocab/${encoding}.vocab?${search.split("-")[1] ?? ""}`);
  // Whether it came is found out where it is read.
  response.catch(() => {});
  self.early = { encoding, response };
}
const module = fetch(`tokenizer_bg.wasm${search}`);
module.catch(() => {});
const { default: init } = await import(`./tokenizer.js${search}`);
await init({ module_or_path: module });
