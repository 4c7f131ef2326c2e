// Starts the app; its own file, because the content policy allows no inline script.
const { js, wasm } = document.getElementById("boot").dataset;
const at = (path) => new URL(path, document.baseURI);
const { default: init } = await import(at(js));
await init({ module_or_path: at(wasm) });
