// Starts the language model's worker: the module and its glue, of the release
// that the worker's own address names.
const { search } = self.location;
const module = fetch(`lm_bg.wasm${search}`);
// Whether it came is found out where it is read.
module.catch(() => {});
const { default: init } = await import(`./lm.js${search}`);
await init({ module_or_path: module });
