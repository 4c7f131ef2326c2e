// Starts the app; its own file, because the content policy allows no inline script.
const { js, wasm } = document.getElementById("boot").dataset;
const at = (path) => new URL(path, document.baseURI);
// What already stands on the page is painted first; a hidden tab paints nothing.
const painted = new Promise((done) => {
  requestAnimationFrame(() => setTimeout(done));
  setTimeout(done, 200);
});
try {
  const { default: init } = await import(at(js));
  const module = await WebAssembly.compileStreaming(fetch(at(wasm)));
  await painted;
  await init({ module_or_path: module });
} catch (fault) {
  delete document.documentElement.dataset.visited;
  for (const words of document.querySelectorAll(".first-failed")) words.hidden = false;
  throw fault;
}
