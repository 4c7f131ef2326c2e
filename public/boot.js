// Starts the app; its own file, because the content policy allows no inline script.
const { js, wasm } = document.getElementById("boot").dataset;
const at = (path) => new URL(path, document.baseURI);
// What already stands on the page is painted first, and the app is fetched when
// nothing else wants the line; a hidden tab paints nothing.
const painted = new Promise((done) => {
  // The second frame begins when the first has been shown.
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30)));
  setTimeout(done, 300);
});
try {
  await painted;
  const module = WebAssembly.compileStreaming(fetch(at(wasm)));
  const { default: init } = await import(at(js));
  await init({ module_or_path: await module });
} catch (fault) {
  delete document.documentElement.dataset.visited;
  for (const words of document.querySelectorAll(".first-failed")) words.hidden = false;
  throw fault;
}
