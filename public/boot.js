// Starts the app; its own file, because the content policy allows no inline script.
const root = document.documentElement;
const { js, wasm } = document.getElementById("boot").dataset;
const release = root.dataset.release ?? "";
const at = (path) => new URL(path, document.baseURI);
// What already stands on the page is painted first, and the app is fetched when
// nothing else wants the line; a hidden tab paints nothing.
const painted = () =>
  new Promise((done) => {
    // The second frame begins when the first has been shown.
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30)));
    setTimeout(done, 300);
  });
// The tokenizer comes beside the app, which takes it over with what it said so far.
const startTokenizer = () => {
  const worker = new Worker(at(`worker.js?${release}`), { type: "module", name: root.dataset.encoding });
  const heard = [];
  worker.onmessage = ({ data }) => heard.push(data);
  globalThis.tokenizer = { worker, heard };
  worker.onerror = () => delete globalThis.tokenizer;
};
// The styles of what a first visit does not show: the app asks for them later.
if ("visited" in root.dataset) {
  for (const sheet of document.querySelectorAll("link[rel=later]")) sheet.rel = "stylesheet";
}
const start = async () => {
  try {
    await painted();
    const module = WebAssembly.compileStreaming(fetch(at(wasm)));
    const glue = import(at(js));
    startTokenizer();
    const { default: init } = await glue;
    await init({ module_or_path: await module });
  } catch (fault) {
    delete root.dataset.visited;
    for (const words of document.querySelectorAll(".first-failed")) words.hidden = false;
    throw fault;
  }
  if (release && "serviceWorker" in navigator) await import(at(`offline.js?${release}`));
};
if ("framed" in root.dataset) {
  for (const way of document.querySelectorAll(".framed a")) way.href = location.href;
} else {
  await start();
}
