// Starts the embedded page: one small module, and the vocabulary that it asks for.
const { search } = new URL(import.meta.url);
const module = fetch(`embedded_bg.wasm${search}`);
module.catch(() => {});
const { default: init } = await import(`./embedded.js${search}`);
await init({ module_or_path: module });
